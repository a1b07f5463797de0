/**
 * Every word the script shows, by language. A further language is one more table with the same keys.
 */
const ko = {
  animalName: (animal) => `익명의 ${animal}`,
  enter: "참여",
  save: "저장",
  nameTooShort: (min, max) => `닉네임은 ${min}자에서 ${max}자 사이로 정해 주세요.`,
  nameTooLong: (min, max) => `닉네임은 ${min}자에서 ${max}자 사이로 정해 주세요.`,
  nameLetters: "글자, 숫자, 이모지와 . _ - 만 쓸 수 있어요.",
  nameRefused: "이 닉네임은 쓸 수 없어요. 다른 이름을 정해 주세요.",
  counter: (left) => (left >= 0 ? `${left}자 남음` : `${-left}자 넘음`),
  peopleYou: "나",
  peopleRest: (count) => `그 밖에 ${count}명이 읽고 있어요`,
  peopleNobody: "아직 이름을 정한 참여자가 없어요",
  newMessages: (count) => `새 메시지 ${count}개 ↓`,
  toNewest: "최신 메시지로 ↓",
  newestFailed: "불러오지 못했어요. 다시 시도",
  olderLoading: "이전 대화를 불러오는 중…",
  olderFailed: "이전 대화를 불러오지 못했어요",
  tryAgain: "다시 시도",
  beginning: "여기서 대화가 시작됐어요",
  missed: "자리를 비운 동안 대화가 많이 쌓였어요. 위로 올리면 그사이 대화를 볼 수 있어요.",
  sending: "보내는 중…",
  slowDown: "잠시 뒤에 보내요…",
  waiting: "연결되면 보낼게요",
  failed: "보내지 못했어요",
  heldUp: "앞 메시지를 다시 보내거나 지우면 보낼게요",
  sendAgain: "다시 보내기",
  discard: "지우기",
  refusals: {
    TOO_LONG: "메시지가 너무 길어요",
    BLANK: "빈 메시지예요",
    BAD_TEXT: "보낼 수 없는 글자가 있어요",
    NO_NICKNAME: "닉네임을 정하면 보낼게요",
    BLOCKED: "지금은 메시지를 보낼 수 없어요",
  },
  connecting: "연결하는 중…",
  reconnecting: "연결이 끊겼어요. 다시 연결하는 중…",
  reconnectIn: (seconds) => `연결이 끊겼어요. ${seconds}초 뒤에 다시 연결해요.`,
  lost: "연결이 끊겼어요.",
  back: "다시 연결됐어요.",
  connectNow: "지금 연결",
  reload: "새로고침",
  stopped: {
    4000: "연결에 문제가 생겼어요. 페이지를 새로고침해 주세요.",
    4003: "이 페이지에서는 채팅에 참여할 수 없어요.",
    4014: "지금은 이 채팅에 참여할 수 없어요.",
    4015: "채팅이 너무 많은 곳에 열려 있어요. 다른 탭을 닫고 다시 연결해 주세요.",
    4016: "채팅이 새로워졌어요. 새로고침하면 이어서 쓸 수 있어요.",
  },
  said: (nickname, text) => `${nickname}: ${text}`,
  saidMany: (count) => `새 메시지 ${count}개`,
};

const tables = { ko };

export const language = document.documentElement.lang in tables ? document.documentElement.lang : "ko";
export const strings = tables[language];
