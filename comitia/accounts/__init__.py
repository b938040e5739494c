"""People and their sign-in: e-mail link, password, passkey, second factor, provider; roles."""
