//! Mail: SMTP when configured, otherwise a readable local outbox; in memory for tests.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kernel::{Code, Error, Result};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor, message::Mailbox, message::header::ContentType};

/// Longest subject, in characters.
pub const MAX_SUBJECT: usize = 200;
/// Longest text, in bytes.
pub const MAX_TEXT: usize = 64 * 1024;
const SENDER: &str = "Tidecrew <no-reply@localhost.localdomain>";
/// How long one mail may take.
const PATIENCE: Duration = Duration::from_secs(20);

kernel::nouns! {
    /// A mail in the local outbox; ids sort by time.
    Letter => LetterId,
}

/// A plain-text mail to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Where mail goes. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    sender: Mailbox,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Outbox(PathBuf),
    Memory(Arc<Mutex<Vec<Mail>>>),
}

impl Mailer {
    /// `smtps://user:password@host[:port]`, `smtp://…?tls=required` (STARTTLS), or plain `smtp://host:port`.
    ///
    /// Errors: `invalid_field` for another scheme, and for a password that would cross the network in the clear.
    pub fn smtp(url: &str) -> Result<Self> {
        // The URL holds a password: no part of it may reach the message.
        let refuse = |what: &str| Error::field("mail_url", "invalid", what);
        let tls = url.starts_with("smtps://") || url.contains("tls=required");
        if !tls && !url.starts_with("smtp://") {
            return Err(refuse("mail goes to smtp:// or smtps://"));
        }
        if !tls && url.contains('@') {
            return Err(refuse("a password needs smtps:// or ?tls=required"));
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| refuse("not an SMTP address"))?;
        Self::over(Way::Smtp(transport.timeout(Some(PATIENCE)).build()))
    }

    /// One readable text file per mail in `dir/outbox/`, named so that they sort by time.
    pub fn outbox(dir: impl AsRef<Path>) -> Result<Self> {
        let dir = dir.as_ref().join("outbox");
        std::fs::create_dir_all(&dir).map_err(Error::internal)?;
        Self::over(Way::Outbox(dir))
    }

    /// Keeps what is sent; [`Mailer::sent`] shows it.
    pub fn memory() -> Result<Self> {
        Self::over(Way::Memory(Arc::default()))
    }

    fn over(way: Way) -> Result<Self> {
        Ok(Self { way, sender: SENDER.parse().map_err(Error::internal)? })
    }

    /// Sets who the mails come from: `Name <address>`.
    pub fn with_sender(self, sender: &str) -> Result<Self> {
        let sender = sender.parse().map_err(|_| Error::field("mail_from", "invalid", "write it as Name <address>"))?;
        Ok(Self { sender, ..self })
    }

    /// Sends one mail. `invalid_field` for an address, subject or text that no mail can have; `internal` when it did not leave.
    pub async fn send(&self, mail: Mail) -> Result<()> {
        let message = self.compose(&mail)?;
        match &self.way {
            Way::Smtp(transport) => {
                transport.send(message).await.map_err(Error::internal)?;
                Ok(())
            }
            Way::Outbox(dir) => self.keep(dir, &mail).await,
            Way::Memory(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                Ok(())
            }
        }
    }

    /// What was sent so far, oldest first. Empty unless made by [`Mailer::memory`].
    pub fn sent(&self) -> Vec<Mail> {
        match &self.way {
            Way::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Way::Smtp(_) | Way::Outbox(_) => Vec::new(),
        }
    }

    /// Built for every way of sending, so that the local ones refuse what SMTP would refuse.
    fn compose(&self, mail: &Mail) -> Result<Message> {
        if mail.subject.chars().count() > MAX_SUBJECT || mail.subject.chars().any(char::is_control) {
            return Err(Error::field("subject", "invalid", "a subject is one line"));
        }
        if mail.text.len() > MAX_TEXT {
            return Err(Error::field("text", "too_long", format!("a mail holds at most {MAX_TEXT} bytes")));
        }
        let address = mail.to.parse().map_err(|_| Error::field("to", "invalid", "not an e-mail address"))?;
        Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, address))
            .subject(&mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(|cause| Error::new(Code::InvalidField, "this mail cannot be written").because(cause))
    }

    async fn keep(&self, dir: &Path, mail: &Mail) -> Result<()> {
        let id = LetterId::new();
        let mut letter = String::new();
        // Writing into a String cannot fail.
        let _ = write!(letter, "From: {}\nTo: {}\nSubject: {}\n\n{}\n", self.sender, mail.to, mail.subject, mail.text.trim_end());
        let (hidden, shown) = (dir.join(format!(".{id}.part")), dir.join(format!("{id}.txt")));
        tokio::fs::write(&hidden, letter).await.map_err(Error::internal)?;
        tokio::fs::rename(&hidden, &shown).await.map_err(Error::internal)
    }
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.way {
            Way::Smtp(_) => "Mailer(smtp)",
            Way::Outbox(_) => "Mailer(outbox)",
            Way::Memory(_) => "Mailer(memory)",
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
        net::TcpListener,
    };

    use super::*;

    fn mail(to: &str) -> Mail {
        Mail {
            to: to.to_owned(), subject: "验证码 482913".to_owned(), text: "你的验证码是 482913。\n十分钟内有效。".to_owned()
        }
    }

    #[tokio::test]
    async fn the_outbox_is_readable_and_sorted() {
        let dir = tempfile::tempdir().unwrap();
        let mailer = Mailer::outbox(dir.path()).unwrap();
        mailer.send(mail("lin@example.com")).await.unwrap();
        mailer.send(mail("wu@example.com")).await.unwrap();
        let mut names: Vec<PathBuf> = std::fs::read_dir(dir.path().join("outbox")).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        let texts: Vec<String> = names.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect();
        assert_eq!(texts.len(), 2);
        assert!(texts[0].contains("To: lin@example.com\nSubject: 验证码 482913\n\n你的验证码是 482913。"), "{}", texts[0]);
        assert!(texts[1].contains("wu@example.com"));
    }

    #[tokio::test]
    async fn refuses_what_smtp_would_refuse_and_sends_nothing() {
        let mailer = Mailer::memory().unwrap();
        for to in ["", "no-at", "a@b\r\nBcc: x@y", "a@b, c@d", "a b@c"] {
            assert_eq!(mailer.send(mail(to)).await.unwrap_err().code, Code::InvalidField, "{to}");
        }
        let inject = Mail { subject: "x\r\nBcc: y@z".to_owned(), ..mail("a@example.com") };
        assert_eq!(mailer.send(inject).await.unwrap_err().code, Code::InvalidField);
        let long = Mail { text: "x".repeat(MAX_TEXT + 1), ..mail("a@example.com") };
        assert_eq!(mailer.send(long).await.unwrap_err().fields[0].code, "too_long");
        assert!(mailer.sent().is_empty());
        mailer.send(mail("a@example.com")).await.unwrap();
        assert_eq!(mailer.sent(), vec![mail("a@example.com")]);
    }

    #[test]
    fn refuses_addresses_that_leak_the_password() {
        for url in ["http://host", "smtp://user:secret@host", "smtp://", "outbox"] {
            let error = Mailer::smtp(url).unwrap_err();
            assert_eq!(error.code, Code::InvalidField, "{url}");
            assert!(!error.to_string().contains("secret"));
        }
        assert!(Mailer::smtp("smtps://user:secret@mail.example.com").is_ok());
        assert!(Mailer::smtp("smtp://user:secret@mail.example.com?tls=required").is_ok());
    }

    /// The smallest server that speaks enough SMTP; returns what came after DATA.
    async fn sink(listener: TcpListener) -> String {
        let (socket, _) = listener.accept().await.unwrap();
        let (read, mut write) = socket.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 sink\r\n").await.unwrap();
        let (mut data, mut in_data) = (String::new(), false);
        while let Some(line) = lines.next_line().await.unwrap() {
            let answer = match (in_data, line.as_str()) {
                (true, ".") => {
                    in_data = false;
                    "250 kept\r\n"
                }
                (true, text) => {
                    data.push_str(text);
                    data.push('\n');
                    continue;
                }
                (false, "DATA") => {
                    in_data = true;
                    "354 go on\r\n"
                }
                (false, "QUIT") => break,
                (false, _) => "250 ok\r\n",
            };
            write.write_all(answer.as_bytes()).await.unwrap();
        }
        data
    }

    #[tokio::test]
    async fn speaks_smtp() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(sink(listener));
        let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{port}")).unwrap().with_sender("潮汐 <post@tide.example>").unwrap();
        mailer.send(mail("lin@example.com")).await.unwrap();
        let data = server.await.unwrap();
        assert!(data.contains("To: lin@example.com"), "{data}");
        assert!(data.contains("post@tide.example"));
        assert!(data.contains("Subject: =?utf-8?b?"));
    }
}
