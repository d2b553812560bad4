-- Neovim's own client against the real server, without a window; and its quickfix list on the format `compact`.
-- Run by .ci/editors: nvim --headless -u NONE -c 'luafile tests/editors/neovim.lua', APIVET naming the program.

local apivet = assert(os.getenv('APIVET'), 'APIVET names the program')
local folder = vim.fn.tempname()
vim.fn.mkdir(folder .. '/.git', 'p')
vim.fn.mkdir(folder .. '/parts', 'p')

local function write(name, text)
  vim.fn.writefile(vim.split(text, '\n'), folder .. '/' .. name)
end

local function codes(buffer)
  local found = vim.diagnostic.get(buffer)
  table.sort(found, function(a, b) return a.lnum < b.lnum end)
  return table.concat(vim.tbl_map(function(one) return one.code or one.user_data.lsp.code end, found), ' ')
end

local function await(buffer, expected)
  vim.wait(20000, function() return codes(buffer) == expected end, 20)
  assert(codes(buffer) == expected, ('expected "%s", there is "%s"'):format(expected, codes(buffer)))
end

local root = [[
openapi: 3.1.0
info: {title: A, version: '1'}
servers:
  - {x-é😀: é, url: http://api.acme.com}
security: [{login: []}]
paths: {}
components: {securitySchemes: {login: {$ref: parts/login.yaml}}}
]]

local function opened(name, client)
  vim.cmd('edit ' .. folder .. '/' .. name)
  local buffer = vim.api.nvim_get_current_buf()
  assert(vim.lsp.buf_attach_client(buffer, client))
  return buffer
end

local function test()
  write('api.yaml', root)
  write('parts/login.yaml', 'type: http\nscheme: bearer')
  local client = vim.lsp.start_client({
    name = 'apivet',
    cmd = { apivet, 'lsp' },
    root_dir = folder,
    workspace_folders = { { uri = vim.uri_from_fname(folder), name = 'api' } },
  })
  assert(client, 'the server starts')

  -- Opened: shown, at the byte behind characters of two, four and two bytes.
  local buffer = opened('api.yaml', client)
  await(buffer, 'server-cleartext')
  local one = vim.diagnostic.get(buffer)[1]
  assert(one.lnum == 3 and one.col == 24, vim.inspect(one))
  assert(one.severity == vim.diagnostic.severity.ERROR)

  -- Edited, not saved: cleared, and shown again.
  vim.api.nvim_buf_set_text(buffer, 3, 28, 3, 28, { 's' })
  await(buffer, '')
  vim.api.nvim_buf_set_text(buffer, 3, 28, 3, 29, { '' })
  await(buffer, 'server-cleartext')

  -- The page.
  local position = { textDocument = vim.lsp.util.make_text_document_params(buffer), position = { line = 3, character = 25 } }
  local hover = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', position, 20000)[client].result
  assert(hover.contents.value:find('server%-cleartext'), vim.inspect(hover))

  -- Ignored by the editor's own hands, then with a reason.
  local found = vim.diagnostic.get(buffer)[1].user_data.lsp
  local start = { line = 3, character = 20 }
  local diagnostic = { range = { start = start, ['end'] = start }, code = found.code, source = 'apivet', message = '' }
  local range = { start = start, ['end'] = start }
  local asked = { textDocument = position.textDocument, range = range, context = { diagnostics = { diagnostic } } }
  local actions = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', asked, 20000)[client].result
  vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
  assert(vim.api.nvim_buf_get_lines(buffer, 3, 4, true)[1] == '  # apivet: ignore[server-cleartext] -- ')
  await(buffer, 'ignore-without-reason')
  vim.api.nvim_buf_set_lines(buffer, 3, 4, true, { '  # apivet: ignore[server-cleartext] -- a test' })
  await(buffer, '')

  -- A fragment, changed and not saved, is judged through its root.
  local operation = [[paths: {/a: {delete: {responses: {'204': {description: Gone}, '429': {description: Slow}}}}}]]
  vim.api.nvim_buf_set_lines(buffer, 6, 7, true, { operation })
  vim.api.nvim_buf_set_lines(buffer, 3, 5, true, { '  - {url: https://api.acme.com}' })
  local fragment = opened('parts/login.yaml', client)
  vim.api.nvim_buf_set_lines(fragment, 1, 2, true, { 'scheme: basic' })
  await(fragment, 'auth-http-basic')
  vim.api.nvim_buf_set_lines(fragment, 1, 2, true, { 'scheme: bearer' })
  await(fragment, '')

  vim.lsp.stop_client(client)
  assert(vim.wait(20000, function() return vim.lsp.client_is_stopped(client) end, 20), 'the server ends')

  -- The errorformat of editors/README.md, read from there.
  local line
  for _, text in ipairs(vim.fn.readfile('editors/README.md')) do
    line = line or text:match('^set errorformat=.*')
  end
  vim.cmd(assert(line, 'editors/README.md has the errorformat'))
  vim.cmd('cd ' .. folder)
  vim.fn.setqflist({}, ' ', { lines = vim.fn.systemlist({ apivet, 'check', '--quiet', '--format', 'compact', '.' }), efm = vim.o.errorformat })
  local list = vim.fn.getqflist()
  assert(#list == 1 and list[1].valid == 1, vim.inspect(list))
  assert(list[1].lnum == 4 and list[1].col == 20 and list[1].type == 'E', vim.inspect(list))
  assert(vim.fn.bufname(list[1].bufnr):find('api.yaml'), vim.inspect(list))
  assert(list[1].text:find('server%-cleartext') and list[1].text:find('without TLS'), vim.inspect(list))
end

local passed, why = xpcall(test, debug.traceback)
vim.fn.delete(folder, 'rf')
io.stdout:write(passed and 'neovim: passed\n' or ('neovim: FAILED: ' .. why .. '\n'))
vim.cmd(passed and 'qall!' or 'cquit!')
