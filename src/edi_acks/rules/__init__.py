"""What an acknowledgment says is wrong, as findings with a root cause, an owner and a fix. Each rule is a pure function of a noun."""
