//! An editor without a window: starts the real program and speaks the protocol over its streams.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Longest a server may be silent where it has something to say; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// An own folder that looks like a repository, so that nothing above it counts.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("apivet-lsp-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join(".git")).unwrap();
        Self(path)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        uri(&self.0.join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// As VS Code writes it: more is escaped than must be.
pub(crate) fn uri(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let path = path.to_string_lossy().into_owned();
    let escaped = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("file://{}", path.bytes().map(escaped).collect::<String>())
}

pub(crate) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What came while something else was waited for.
    kept: Vec<Value>,
    /// Diagnostics by uri, as last published.
    pub(crate) shown: HashMap<String, Value>,
    pub(crate) capabilities: Value,
    requests: i64,
}

impl Client {
    /// A client with what editors can do; `wishes` replaces parts of its `initialize`.
    pub(crate) fn start(folder: Option<&Folder>, arguments: &[&str], wishes: Value) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_apivet"));
        command.arg("lsp").args(arguments).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.current_dir(std::env::temp_dir()).spawn().unwrap();
        let (sender, messages) = channel();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = read(&mut out) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let stdin = child.stdin.take();
        let (kept, shown) = (Vec::new(), HashMap::new());
        let mut client = Self { child, stdin, messages, kept, shown, capabilities: Value::Null, requests: 0 };
        let folders = folder.map(|folder| json!([{"uri": folder.uri(""), "name": "api"}]));
        let mut params = json!({
            "processId": null,
            "rootUri": null,
            "workspaceFolders": folders,
            "capabilities": {
                "textDocument": {"publishDiagnostics": {
                    "relatedInformation": true, "codeDescriptionSupport": true, "tagSupport": {"valueSet": [1, 2]},
                }},
                "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true}},
            },
        });
        for (name, value) in wishes.as_object().into_iter().flatten() {
            params[name] = value.clone();
        }
        client.capabilities = client.request("initialize", params)["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let stdin = self.stdin.as_mut().unwrap();
        write!(stdin, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        stdin.flush().unwrap();
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The result of a request.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        self.try_request(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    pub(crate) fn try_request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let answer = self.wait(|message| message["id"] == id && message.get("method").is_none());
        if answer.get("error").is_some() { Err(answer["error"].clone()) } else { Ok(answer["result"].clone()) }
    }

    /// The next message that is wanted; diagnostics on the way are taken note of.
    pub(crate) fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at);
        }
        loop {
            let Ok(message) = self.messages.recv_timeout(PATIENCE) else { panic!("silence after {:#?}", self.shown) };
            if message["method"] == "textDocument/publishDiagnostics" {
                let params = &message["params"];
                self.shown.insert(params["uri"].as_str().unwrap().to_owned(), params["diagnostics"].clone());
            }
            if wanted(&message) {
                return message;
            }
            self.kept.push(message);
        }
    }

    /// True when such a message came and nobody waited for it.
    pub(crate) fn has_kept(&self, wanted: impl Fn(&Value) -> bool) -> bool {
        self.kept.iter().any(wanted)
    }

    /// Drops what was not asked for.
    pub(crate) fn forget(&mut self) {
        self.kept.clear();
        self.shown.clear();
    }

    /// Waits until a file has the diagnostics that are expected, told by their codes.
    pub(crate) fn until(&mut self, uri: &str, codes: &[&str]) -> Vec<Value> {
        let has = |diagnostics: &Value| {
            let list = diagnostics.as_array().unwrap();
            list.len() == codes.len() && list.iter().zip(codes).all(|(one, code)| one["code"] == *code)
        };
        if !self.shown.get(uri).is_some_and(has) {
            self.wait(|message| message["params"]["uri"] == uri && has(&message["params"]["diagnostics"]));
        }
        self.shown[uri].as_array().unwrap().clone()
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces a range, given as two pairs of line and character.
    pub(crate) fn change(&mut self, uri: &str, version: i64, range: [(u32, u32); 2], text: &str) {
        let place = |(line, character): (u32, u32)| json!({"line": line, "character": character});
        let range = json!({"start": place(range[0]), "end": place(range[1])});
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"range": range, "text": text}]}),
        );
    }

    /// Replaces the whole text.
    pub(crate) fn replace(&mut self, uri: &str, version: i64, text: &str) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [{"text": text}]}));
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Says goodbye as the protocol has it; the exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.stdin = None;
        self.child.wait().unwrap().code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(out: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if out.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        length =
            line.to_ascii_lowercase().strip_prefix("content-length: ").map_or(length, |n| n.trim().parse().unwrap());
    }
    let mut bytes = vec![0; length];
    out.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
