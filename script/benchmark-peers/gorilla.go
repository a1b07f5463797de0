// A chat on gorilla/websocket, for comparison. It speaks as much of the protocol as the benchmark's
// visitors need (hello, welcome, say, message) and stores nothing.
//
//	gorilla hub 256 PORT       one goroutine a room hands each message to each reader's channel; a writer for each
//	                           reader sends one frame a message
//	gorilla example 256 PORT   the design of gorilla's own chat example: what waits in the channel is joined into one
//	                           frame; a reader whose channel is full is dropped
//
// The number is the channel's length. Built with Debian's golang-github-gorilla-websocket-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build gorilla.go
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// The numbers of gorilla's chat example.
const (
	writeWait      = 10 * time.Second
	pongWait       = 60 * time.Second
	pingPeriod     = (pongWait * 9) / 10
	maxMessageSize = 8192
)

var newline = []byte{'\n'}

type frame struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Text        string `json:"text"`
	AnonymousID string `json:"anonymousId"`
	Nickname    string `json:"nickname"`
	Avatar      string `json:"avatar"`
}

type message struct {
	Type     string `json:"type"`
	Seq      int64  `json:"seq"`
	ID       string `json:"id"`
	Author   string `json:"author"`
	Nickname string `json:"nickname"`
	Avatar   string `json:"avatar"`
	Text     string `json:"text"`
	At       string `json:"at"`
}

type said struct {
	by    *client
	frame frame
}

type client struct {
	room                     *room
	conn                     *websocket.Conn
	send                     chan []byte
	author, nickname, avatar string
}

type room struct {
	id                string
	clients           map[*client]bool
	broadcast         chan said
	register, dismiss chan *client
	head              int64
}

var (
	joins    bool
	slots    int
	roomsMu  sync.Mutex
	rooms    = map[string]*room{}
	upgrader = websocket.Upgrader{
		ReadBufferSize:  1024,
		WriteBufferSize: 1024,
		CheckOrigin: func(r *http.Request) bool {
			return r.Header.Get("Origin") == "http://"+r.Host
		},
	}
)

func roomOf(id string) *room {
	roomsMu.Lock()
	defer roomsMu.Unlock()
	r := rooms[id]
	if r == nil {
		r = &room{id: id, clients: map[*client]bool{}, broadcast: make(chan said),
			register: make(chan *client), dismiss: make(chan *client)}
		rooms[id] = r
		go r.run()
	}
	return r
}

func (r *room) run() {
	for {
		select {
		case c := <-r.register:
			r.clients[c] = true
			c.send <- r.welcome(c)
		case c := <-r.dismiss:
			r.drop(c)
		case s := <-r.broadcast:
			r.head++
			text, err := json.Marshal([]message{{"message", r.head, s.frame.ID, s.by.author, s.by.nickname, s.by.avatar,
				s.frame.Text, time.Now().UTC().Format("2006-01-02T15:04:05.000Z")}})
			if err != nil {
				log.Fatal(err)
			}
			for c := range r.clients {
				select {
				case c.send <- text:
				default:
					r.drop(c)
				}
			}
		}
	}
}

func (r *room) drop(c *client) {
	if r.clients[c] {
		delete(r.clients, c)
		close(c.send)
	}
}

func (r *room) welcome(c *client) []byte {
	return []byte(fmt.Sprintf(`[{"type":"welcome","v":1,"room":{"id":%q},"you":{"author":%q},"head":%d,`+
		`"complete":true,"messages":[],"members":{"count":%d,"list":[]}}]`, r.id, c.author, r.head, len(r.clients)))
}

func (c *client) read() {
	defer func() {
		c.room.dismiss <- c
		c.conn.Close()
	}()
	c.conn.SetReadLimit(maxMessageSize)
	c.conn.SetReadDeadline(time.Now().Add(pongWait))
	c.conn.SetPongHandler(func(string) error {
		c.conn.SetReadDeadline(time.Now().Add(pongWait))
		return nil
	})
	entered := false
	for {
		_, text, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		var f frame
		if json.Unmarshal(text, &f) != nil {
			return
		}
		switch {
		case f.Type == "hello" && !entered:
			entered = true
			c.author, c.nickname, c.avatar = strings.ReplaceAll(f.AnonymousID, "-", "")[:22], f.Nickname, f.Avatar
			c.room.register <- c
		case f.Type == "say" && entered:
			c.room.broadcast <- said{c, f}
		default:
			return
		}
	}
}

func (c *client) write() {
	ticker := time.NewTicker(pingPeriod)
	defer func() {
		ticker.Stop()
		c.conn.Close()
	}()
	for {
		select {
		case text, ok := <-c.send:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if !ok {
				c.conn.WriteMessage(websocket.CloseMessage, []byte{})
				return
			}
			if !c.put(text) {
				return
			}
		case <-ticker.C:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if c.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}

func (c *client) put(text []byte) bool {
	if !joins {
		return c.conn.WriteMessage(websocket.TextMessage, text) == nil
	}
	w, err := c.conn.NextWriter(websocket.TextMessage)
	if err != nil {
		return false
	}
	w.Write(text)
	for n := len(c.send); n > 0; n-- {
		w.Write(newline)
		w.Write(bytes.TrimSpace(<-c.send))
	}
	return w.Close() == nil
}

func main() {
	joins = os.Args[1] == "example"
	slots, _ = strconv.Atoi(os.Args[2])
	go func() { // ends when the benchmark does, however it does
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	go func() {
		collect := make(chan os.Signal, 1)
		signal.Notify(collect, syscall.SIGUSR1)
		for range collect {
			debug.FreeOSMemory()
		}
	}()
	http.HandleFunc("/socket/", func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		c := &client{room: roomOf(strings.TrimPrefix(r.URL.Path, "/socket/")), conn: conn, send: make(chan []byte, slots)}
		go c.write()
		go c.read()
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[3], nil))
}
