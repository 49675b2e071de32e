/**
 * What runs inside Redis, where nothing comes between reading and writing. KEYS: the hash of the namespace, the set of names, the counter.
 * Versions are `<count>-<nonce>`: the count orders them, and the nonce of the writer keeps one from coming again should Redis lose writes in a failover.
 */

/** ARGV: mode (create, update, put), text, nonce, channel of the names, channel of the namespace, namespace, expected version. Answers `['ok', version, new or old]` or `[refusal]`. */
export const write = `
local current = redis.call('HGET', KEYS[1], 'version')
local mode = ARGV[1]
if mode == 'create' and current then return {'exists'} end
if mode == 'update' and not current then return {'missing'} end
if mode == 'update' and current ~= ARGV[7] then return {'mismatch'} end
local count = redis.call('INCR', KEYS[3])
local held = tonumber(string.match(current or '', '^%d+') or '0')
if held >= count then
  count = held + 1
  redis.call('SET', KEYS[3], count)
end
local version = count .. '-' .. ARGV[3]
redis.call('HSET', KEYS[1], 'version', version, 'dtab', ARGV[2])
local isNew = redis.call('SADD', KEYS[2], ARGV[6]) == 1
if isNew then redis.call('PUBLISH', ARGV[4], '') end
redis.call('PUBLISH', ARGV[5], version)
return {'ok', version, isNew and 'new' or 'old'}
`;

/** ARGV: channel of the names, channel of the namespace, expected version or the empty text, namespace. */
export const remove = `
local current = redis.call('HGET', KEYS[1], 'version')
if not current then return {'missing'} end
if ARGV[3] ~= '' and current ~= ARGV[3] then return {'mismatch'} end
local count = redis.call('INCR', KEYS[3])
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[1], '')
redis.call('PUBLISH', ARGV[2], '')
return {'ok', tostring(count), 'gone'}
`;

/** Answers `[count, version, text]`, the latter two nil if the namespace does not exist. */
export const read = `
local found = redis.call('HMGET', KEYS[1], 'version', 'dtab')
return {redis.call('GET', KEYS[3]) or '0', found[1], found[2]}
`;

/** Answers `[count, names]`. */
export const list = `
return {redis.call('GET', KEYS[3]) or '0', redis.call('SMEMBERS', KEYS[2])}
`;
