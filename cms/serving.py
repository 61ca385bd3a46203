"""How gunicorn serves the product: `gunicorn -c python:cms.serving cms.wsgi:application`."""

import environ

env = environ.Env()

bind = [env.str("ISO_BIND", default="127.0.0.1:8000")]
workers = env.int("ISO_WORKERS", default=2)
threads = env.int("ISO_THREADS", default=4)

# The application is loaded once and the workers share its memory; no connection is open by then.
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5

# Its default is a socket in the home folder that any second gunicorn of the account fights over.
control_socket_disable = True
accesslog = None
errorlog = "-"
