-- For wrk with as many threads as connections: each sends whole registrations, one person after another.
-- Arguments: a file with the cookies of one person a line; a file with path and body of one post a line; the number of threads.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  people, posts, step = {}, {}, 0
  local place = 0
  for line in io.lines(args[1]) do
    if place % tonumber(args[3]) == number then people[#people + 1] = line end
    place = place + 1
  end
  for line in io.lines(args[2]) do
    local path, body = line:match("^(%S+) (%S+)$")
    posts[#posts + 1] = {path, body}
  end
  origin = "http://" .. wrk.headers["Host"]
end

function request()
  local person, post = people[math.floor(step / #posts) + 1] or "too few people", posts[step % #posts + 1]
  step = step + 1
  return wrk.format("POST", post[1], {
    ["Cookie"] = person, ["Origin"] = origin, ["Host"] = wrk.headers["Host"],
    ["Content-Type"] = "application/x-www-form-urlencoded"
  }, post[2])
end

function response(status)
  if status ~= 302 then io.stderr:write("answered " .. status .. "\n") end
end
