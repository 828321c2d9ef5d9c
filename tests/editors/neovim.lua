-- Lets Neovim show what the language server tells, headless: opens a file of a workspace, waits for its diagnostics, types the
-- trouble away and back again, and leaves. What it saw goes to a file, as JSON.
--
-- RECIPE   the configuration as `docs/editors.md` has it
-- SEEN     the file to write

local seen = { version = tostring(vim.version and vim.version() and (vim.version().major .. "." .. vim.version().minor)) }

local function finish()
  local file = assert(io.open(os.getenv("SEEN"), "w"))
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.cmd("qall!")
end

-- The trouble of the open buffer, once it is as expected.
local function diagnostics(expected)
  local now = {}
  local came = vim.wait(60000, function()
    now = vim.diagnostic.get(0)
    return expected(now)
  end, 20)
  local told = {}
  for _, each in ipairs(now) do
    local data = each.user_data and each.user_data.lsp or {}
    table.insert(told, {
      line = each.lnum,
      column = each.col,
      message = each.message,
      code = each.code or data.code,
      source = each.source,
      severity = each.severity,
    })
  end
  if not came then
    seen.silent = told
    finish()
  end
  return told
end

local recipe = assert(loadfile(os.getenv("RECIPE")))
if vim.lsp.config then
  recipe()
else
  -- Before 0.11 there is no table of servers: the recipe's own is handed to the function that starts one.
  local function nothing() end
  local given
  local lsp = setmetatable({ enable = nothing, config = function(_, config) given = config end }, { __index = vim.lsp })
  setfenv(recipe, { vim = setmetatable({ lsp = lsp }, { __index = vim }) })()
  vim.api.nvim_create_autocmd("FileType", {
    pattern = given.filetypes,
    callback = function()
      local client = vim.lsp.start_client({ name = "boundaries", cmd = given.cmd, root_dir = vim.fn.getcwd() })
      vim.lsp.buf_attach_client(0, client)
    end,
  })
end

vim.cmd("filetype on")
vim.cmd("edit crates/web/src/lib.rs")
-- What came before the last text was told may still be shown, so the place is a part of what is waited for.
local function has(line, column)
  return function(now)
    return vim.tbl_count(vim.tbl_filter(function(each)
      return each.lnum == line and each.col == column and each.message:find("billing::tables::Row", 1, true) ~= nil
    end, now)) > 0
  end
end

seen.opened = diagnostics(has(2, 21))
local text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
vim.api.nvim_buf_set_lines(0, 0, -1, false, { "" })
seen.emptied = diagnostics(function(now) return #now == 0 end)
table.insert(text, 1, "// größe 👍")
vim.api.nvim_buf_set_lines(0, 0, -1, false, text)
seen.typed = diagnostics(has(3, 21))
finish()
