# What this site's cloud is like; nothing of it is a secret. It is in Git so that a pull request's plan knows the same
# values as the operator: whatever differs from the defaults of variables.tf belongs here.
project = "jungyu-chat"
host    = "chat.jungyu.store"
