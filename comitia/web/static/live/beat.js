// A worker that says when those who take part should say that they are there: browsers slow down the timers of hidden pages,
// and whoever follows the session while another tab is in front has not left.
setInterval(() => postMessage("beat"), 20_000);
