//! The language server: `apivet lsp`, for editors. It reads messages one by one and answers at once; linting is done by
//! threads beside it (`worker`), on what is open laid over the files (`lint`).
//!
//! What it finds is what `apivet check` finds: configuration, loader and engine are the same.
// The layers below are portable; streams, files and clock are for the faces.
#![allow(clippy::disallowed_methods)]

mod actions;
mod buffer;
mod diagnostic;
mod hover;
mod lint;
mod protocol;
mod watching;
mod worker;
mod workspace;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use buffer::Buffer;
use diagnostic::Shape;
use protocol::Encoding;
use watching::Watching;
use worker::Shared;
pub use workspace::Options;
use workspace::Workspace;

use crate::finding::Outcome;

/// Serves one client over standard input and output until it says goodbye.
pub fn serve(options: Options) -> Outcome {
    let (connection, threads) = Connection::stdio();
    let outcome = converse(&connection, options);
    drop(connection);
    // The reader may sit in a read that never returns: it is not waited for when the client broke off.
    if outcome == Outcome::Clean && threads.join().is_err() { Outcome::NotChecked } else { outcome }
}

/// From the first message to the last.
fn converse(connection: &Connection, options: Options) -> Outcome {
    let Ok((id, params)) = connection.initialize_start() else { return Outcome::NotChecked };
    let capabilities = &params["capabilities"];
    let shape = shape(capabilities, &params["initializationOptions"], &options);
    if connection.initialize_finish(id, answer(shape.encoding)).is_err() {
        return Outcome::NotChecked;
    }
    let workspace = Workspace::new(options, folders(&params));
    let (out, queue) = mpsc::channel();
    let watching = Watching::of(&capabilities["workspace"]["didChangeWatchedFiles"]);
    let shared = Arc::new(Shared::new(workspace, out, shape, watching));
    let sender = connection.sender.clone();
    let writer = std::thread::spawn(move || queue.iter().try_for_each(|message| sender.send(message).map_err(drop)));
    let workers = worker::start(&shared);
    let server = Server {
        shared: shared.clone(),
        shows_documents: is(&capabilities["window"]["showDocument"]["support"]),
        shows_pages: is(&params["initializationOptions"]["showsPages"]),
    };
    shared.watch(watching::KINDS.map(|pattern| json!({"globPattern": pattern})).to_vec());
    let outcome = server.listen(connection);
    shared.lock().is_over = true;
    shared.wake();
    drop((server, shared));
    for worker in workers {
        // A lint under way would only hold up the end.
        if worker.is_finished() {
            let _ = worker.join();
        }
    }
    drop(writer);
    outcome
}

fn is(value: &Value) -> bool {
    value.as_bool().unwrap_or(false)
}

fn shape(capabilities: &Value, wishes: &Value, options: &Options) -> Shape {
    let can = &capabilities["textDocument"]["publishDiagnostics"];
    let docs = wishes["docsUrl"].as_str().map(str::to_owned);
    Shape {
        encoding: Encoding::negotiated(capabilities),
        docs: options.docs_url.clone().or(docs).filter(|url| !url.is_empty()),
        related: is(&can["relatedInformation"]),
        tags: can["tagSupport"].is_object() || is(&can["tagSupport"]),
        links: is(&can["codeDescriptionSupport"]),
    }
}

/// What this server can do.
fn answer(encoding: Encoding) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": encoding.as_str(),
            "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
            "hoverProvider": true,
            "codeActionProvider": {"codeActionKinds": ["quickfix"]},
            "executeCommandProvider": {"commands": [actions::EXPLAIN]},
            "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
        },
        "serverInfo": {"name": "apivet", "version": env!("CARGO_PKG_VERSION")},
    })
}

/// The workspace folders; older clients know one.
fn folders(params: &Value) -> Vec<PathBuf> {
    let listed = params["workspaceFolders"].as_array().cloned().unwrap_or_default();
    let uris: Vec<&str> = listed.iter().filter_map(|folder| folder["uri"].as_str()).collect();
    let uris = if uris.is_empty() { params["rootUri"].as_str().into_iter().collect() } else { uris };
    uris.into_iter().filter_map(protocol::path_of).collect()
}

struct Server {
    shared: Arc<Shared>,
    /// Whether the client can open a page for its user.
    shows_documents: bool,
    /// Whether the client shows pages itself, as `initializationOptions` say.
    shows_pages: bool,
}

impl Server {
    /// Takes messages until the end. Leaving without `shutdown` is a failure, as the protocol has it.
    fn listen(&self, connection: &Connection) -> Outcome {
        let mut is_shut_down = false;
        for message in &connection.receiver {
            match message {
                Message::Request(request) if request.method == "shutdown" => {
                    is_shut_down = true;
                    self.shared.send(Response::new_ok(request.id, Value::Null).into());
                }
                Message::Request(request) if is_shut_down => {
                    self.refuse(request.id, ErrorCode::InvalidRequest, "the server is shutting down");
                }
                Message::Request(request) => self.request(request),
                Message::Notification(notification) if notification.method == "exit" => {
                    return if is_shut_down { Outcome::Clean } else { Outcome::NotChecked };
                }
                Message::Notification(notification) => self.notification(notification),
                // To what this server asked, nothing depends on the answer.
                Message::Response(_) => {}
            }
        }
        Outcome::NotChecked
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, why: &str) {
        self.shared.send(Response::new_err(id, code as i32, why.to_owned()).into());
    }

    fn request(&self, Request { id, method, params }: Request) {
        let result = match method.as_str() {
            "textDocument/hover" => hover::at(&self.shared.lock(), &params, self.shared.shape.encoding),
            "textDocument/codeAction" => actions::offer(&self.shared.lock(), &params, self.shared.shape.encoding),
            "workspace/executeCommand" if params["command"] == actions::EXPLAIN => self.explain(&params),
            _ => return self.refuse(id, ErrorCode::MethodNotFound, &format!("`{method}` is not offered")),
        };
        self.shared.send(Response::new_ok(id, result).into());
    }

    /// Shows the page of a rule: where pages can be read, if the client can open that, else as a message. The page is
    /// the result too, for clients that show it themselves.
    fn explain(&self, params: &Value) -> Value {
        let Some(rule) = params["arguments"][0].as_str().and_then(crate::rules::find) else { return Value::Null };
        match &self.shared.shape.docs {
            _ if self.shows_pages => {}
            Some(docs) if self.shows_documents => {
                let uri = diagnostic::page(docs, &rule.meta);
                let params = json!({"uri": uri, "external": true});
                let id = RequestId::from("show".to_owned());
                self.shared.send(Request::new(id, "window/showDocument".to_owned(), params).into());
            }
            _ => self.shared.notify("window/showMessage", json!({"type": 3, "message": hover::page(&rule.meta)})),
        }
        json!({"kind": "markdown", "value": hover::page(&rule.meta)})
    }

    fn notification(&self, Notification { method, mut params }: Notification) {
        match method.as_str() {
            "textDocument/didOpen" => self.open(&mut params),
            "textDocument/didChange" => self.change(&mut params),
            "textDocument/didSave" => self.saved(&params),
            "textDocument/didClose" => self.close(&params),
            "workspace/didChangeWatchedFiles" => self.changed_outside(&params),
            "workspace/didChangeConfiguration" => self.shared.lock().reload(),
            "workspace/didChangeWorkspaceFolders" => self.folders(&params),
            // Requests are answered as they come, so there is none left to cancel; what a change makes worthless is
            // cancelled by itself.
            _ => return,
        }
        self.shared.wake();
    }

    fn open(&self, params: &mut Value) {
        let Some((uri, path)) = protocol::document(params) else { return };
        let document = &mut params["textDocument"];
        let version = document["version"].as_i64().unwrap_or_default();
        let Some(text) = protocol::text(document) else { return };
        let mut workspace = self.shared.lock();
        workspace.buffers.insert(path.clone(), Buffer::new(uri, version, text));
        // Files may have changed while nobody looked.
        workspace.forget_configs();
        workspace.refresh(&path);
        self.configured(&mut workspace, &path);
    }

    fn change(&self, params: &mut Value) {
        let Some((_, path)) = protocol::document(params) else { return };
        let version = params["textDocument"]["version"].as_i64().unwrap_or_default();
        let changes = protocol::changes(params);
        let mut workspace = self.shared.lock();
        let Some(buffer) = workspace.buffers.get_mut(&path) else { return };
        buffer.change(version, changes, self.shared.shape.encoding);
        workspace.touch(&path);
        self.retire(&mut workspace);
        self.configured(&mut workspace, &path);
    }

    fn saved(&self, params: &Value) {
        let Some((_, path)) = protocol::document(params) else { return };
        let mut workspace = self.shared.lock();
        if workspace.decides(&path) {
            workspace.reload();
        } else {
            workspace.refresh(&path);
        }
    }

    fn close(&self, params: &Value) {
        let Some((uri, path)) = protocol::document(params) else { return };
        let mut workspace = self.shared.lock();
        workspace.buffers.remove(&path);
        workspace.touch(&path);
        self.retire(&mut workspace);
        self.configured(&mut workspace, &path);
        // Under the very name it was open by.
        if uri != protocol::uri_of(&path) {
            self.shared.notify("textDocument/publishDiagnostics", json!({"uri": uri, "diagnostics": []}));
        }
    }

    /// Clears what nobody looks at any more.
    fn retire(&self, workspace: &mut Workspace) {
        let silenced = workspace.retire();
        self.shared.publish(workspace, &silenced);
    }

    /// A configuration shows its problems while it is written.
    fn configured(&self, workspace: &mut Workspace, path: &Path) {
        if workspace.check_config(path, self.shared.shape.encoding) {
            self.shared.publish(workspace, &BTreeSet::from([path.to_path_buf()]));
        }
    }

    fn changed_outside(&self, params: &Value) {
        let changes = params["changes"].as_array().cloned().unwrap_or_default();
        let mut workspace = self.shared.lock();
        let mut came_or_went = false;
        for change in &changes {
            let Some(path) = change["uri"].as_str().and_then(protocol::path_of) else { continue };
            if workspace.decides(&path) {
                workspace.reload();
            } else if !workspace.buffers.contains_key(&path) {
                workspace.touch(&path);
                // 2 is a change of what was there before.
                came_or_went |= change["type"] != 2;
            }
        }
        if came_or_went {
            workspace.forget_searches();
        }
    }

    fn folders(&self, params: &Value) {
        let event = &params["event"];
        let paths = |list: &Value| -> Vec<PathBuf> {
            let uris = list.as_array().into_iter().flatten().filter_map(|folder| folder["uri"].as_str());
            uris.filter_map(protocol::path_of).collect()
        };
        let (removed, mut added) = (paths(&event["removed"]), paths(&event["added"]));
        let mut workspace = self.shared.lock();
        workspace.folders.retain(|folder| !removed.contains(folder));
        workspace.folders.append(&mut added);
        workspace.reload();
        workspace.forget_searches();
    }
}
