"""A blog as in Flask's tutorial, run by its own server: templates, a form, a flash by session."""
import os

from flask import Flask, redirect, render_template_string, request, session, url_for

app = Flask(__name__)
app.secret_key = os.urandom(32)

PAGE = """<!doctype html><html lang="en"><head><title>Flaskr</title></head>
<body><h1>Flaskr</h1><p>Visits: {{ visits }}</p>
<a href="/posts/">Posts</a>
<form method="get" action="/search"><input name="q"></form></body></html>"""
FOUND = "<!doctype html><html lang=en><title>Search</title><p>Nothing about {{ words }}.</p></html>"


@app.route("/")
def index():
    session["visits"] = session.get("visits", 0) + 1
    return render_template_string(PAGE, visits=session["visits"])


@app.route("/search")
def search():
    return render_template_string(FOUND, words=request.args.get("q", ""))


@app.route("/posts/")
def posts():
    return {"posts": [{"id": 1, "title": "First"}]}


@app.route("/start")
def start():
    return redirect(url_for("index"))


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), debug=False)
