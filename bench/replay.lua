-- Replays the requests of a file, one a line: method, path and body parted by tabs. wrk counts the bytes, and what is not 2xx or 3xx.
local requests, next_one = {}, 0

function init(arguments)
    local headers = { ["Host"] = "localhost", ["Authorization"] = os.getenv("AUTHORIZATION") }
    for line in io.lines(arguments[1]) do
        local method, path, body = line:match("^(%u+)\t([^\t]+)\t(.*)$")
        headers["Content-Type"] = body ~= "" and "application/json" or nil
        requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
    end
end

function request()
    next_one = next_one % #requests + 1
    return requests[next_one]
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format(
        'RESULT {"requests":%d,"microseconds":%d,"bytes":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d}', summary.requests,
        summary.duration, summary.bytes, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
