//! A bucket on this machine that behaves as an S3-compatible store does, and misbehaves as it is told.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use kernel::sha256_hex;

/// What the store does with a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Good,
    /// Says "not now" so many times.
    Busy(u32),
    /// Says no to everything that writes or deletes.
    ReadOnly,
    /// Deletes nothing, and says it did.
    Hoarding,
    /// Lets nobody read for now.
    Mute,
    /// Keeps versions, as a bucket may be told to.
    Versioned,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, Vec<u8>>,
    mood: Mood,
    /// Method and path of every call, refused ones included.
    calls: Vec<String>,
}

/// The store. It serves until the process ends.
#[derive(Clone)]
pub struct Bucket {
    endpoint: String,
    state: Arc<Mutex<State>>,
}

const NAME: &str = "test-bucket";
const ACCESS_KEY: &str = "test-access-key";

struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Bucket {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let bucket = Self { endpoint, state: Arc::default() };
        let own = bucket.clone();
        std::thread::spawn(move || {
            for line in listener.incoming().flatten() {
                let own = own.clone();
                std::thread::spawn(move || own.serve(line));
            }
        });
        bucket
    }

    /// Blobs in it.
    pub fn blobs(&self) -> post::Blobs {
        let bucket = post::Bucket {
            endpoint: self.endpoint.clone(),
            region: "test-region".to_owned(),
            name: NAME.to_owned(),
            access_key: ACCESS_KEY.to_owned(),
            secret: "test-secret".to_owned(),
        };
        post::Blobs::bucket(bucket).unwrap()
    }

    pub fn feel(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    /// Names of all that is kept.
    pub fn keys(&self) -> Vec<String> {
        self.state.lock().unwrap().objects.keys().cloned().collect()
    }

    /// The bytes of an object, as they lie there.
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        self.state.lock().unwrap().objects.get(key).cloned()
    }

    /// Method and path of every call so far.
    pub fn calls(&self) -> Vec<String> {
        self.state.lock().unwrap().calls.clone()
    }

    fn serve(&self, mut line: TcpStream) {
        let Some(request) = read(&mut line) else { return };
        let (status, headers, body) = self.answer(&request);
        let head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n", body.len());
        // Whoever asked may be gone.
        let _ = line.write_all(&[head.into_bytes(), body].concat());
    }

    fn answer(&self, request: &Request) -> (u16, String, Vec<u8>) {
        let mut state = self.state.lock().unwrap();
        state.calls.push(format!("{} {}", request.method, request.path));
        let no = |status: u16, code: &str| (status, String::new(), format!("<Error><Code>{code}</Code></Error>").into_bytes());
        if let Mood::Busy(times) = state.mood
            && times > 0
        {
            state.mood = Mood::Busy(times - 1);
            return no(503, "SlowDown");
        }
        if !is_signed(request) {
            return no(403, "SignatureDoesNotMatch");
        }
        let Some(key) = request.path.strip_prefix(&format!("/{NAME}/")).map(ToOwned::to_owned) else {
            return no(404, "NoSuchBucket");
        };
        let ok = |status: u16| (status, String::new(), Vec::new());
        match (request.method.as_str(), state.mood) {
            ("PUT" | "DELETE", Mood::ReadOnly) => no(403, "AccessDenied"),
            ("PUT", mood) => {
                state.objects.insert(key, request.body.clone());
                let version = if mood == Mood::Versioned { "x-amz-version-id: 3/L4kqtJl40Nr8X8gdRQBpUMLUo\r\n" } else { "" };
                (200, version.to_owned(), Vec::new())
            }
            ("DELETE", Mood::Hoarding) => ok(204),
            ("DELETE", _) => {
                state.objects.remove(&key);
                ok(204)
            }
            ("GET", Mood::Mute) => no(503, "SlowDown"),
            ("GET", _) => match state.objects.get(&key) {
                Some(object) if request.headers.contains_key("range") => match object.first() {
                    Some(first) => (206, format!("content-range: bytes 0-0/{}\r\n", object.len()), vec![*first]),
                    None => no(416, "InvalidRange"),
                },
                Some(object) => (200, String::new(), object.clone()),
                None => no(404, "NoSuchKey"),
            },
            _ => no(405, "MethodNotAllowed"),
        }
    }
}

/// Whether the call names our key, signs what it must, and its body is what it says.
fn is_signed(request: &Request) -> bool {
    let header = |name: &str| request.headers.get(name).map_or("", String::as_str);
    let word = header("authorization");
    let part = |name: &str| word.split([' ', ',']).find_map(|p| p.strip_prefix(name)).unwrap_or_default();
    let signed: Vec<&str> = part("SignedHeaders=").split(';').collect();
    let (signature, day) = (part("Signature="), header("x-amz-date").get(..8).unwrap_or_default());
    word.starts_with("AWS4-HMAC-SHA256 ")
        && part("Credential=") == format!("{ACCESS_KEY}/{day}/test-region/s3/aws4_request")
        && ["host", "x-amz-content-sha256", "x-amz-date"].iter().all(|name| signed.contains(name))
        && signature.len() == 64
        && signature.bytes().all(|b| b.is_ascii_hexdigit())
        && header("x-amz-content-sha256") == sha256_hex(&request.body)
}

fn read(line: &mut TcpStream) -> Option<Request> {
    let (mut all, mut piece) = (Vec::new(), [0; 16 << 10]);
    let end = loop {
        if let Some(end) = all.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        match line.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(n) => all.extend_from_slice(&piece[..n]),
        }
    };
    let mut body = all.split_off(end + 4);
    let head = String::from_utf8(all).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: BTreeMap<String, String> =
        lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned())).collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    while body.len() < length {
        match line.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(n) => body.extend_from_slice(&piece[..n]),
        }
    }
    Some(Request { method, path, headers, body })
}
