//! Projects: what an enterprise wants served, at which price, from which pages. Pure rules.

pub(crate) mod http;
mod origin;
pub(crate) mod service;
pub(crate) mod store;

use db::Json;
use kernel::{Currency, Error, Money, Result, TenantId, Ts};

pub use origin::normal_origin;

use crate::{
    ProjectId,
    tariff::{Share, Tariff, divide},
};

db::text_enum! {
    /// How customers reach the project.
    pub enum Channel { Chat = "chat" }
}

db::text_enum! {
    /// Whether new conversations are taken.
    pub enum ProjectState { Live = "live", Paused = "paused" }
}

/// The masking policy that is built into detection and so is always there.
pub(crate) const BUILT_IN_MASKING: &str = "base-cn";
/// Origins that a project may list.
const ORIGINS_MAX: usize = 20;
const NAME_MAX: usize = 80;
/// Sensitivity from which customers' text is always drawn.
const SECRET: u8 = 3;

/// A project as stored and as other crates see it.
#[derive(Clone, Debug, PartialEq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::project)]
struct ProjectRow {
    tenant_id: TenantId,
    id: ProjectId,
    name: String,
    channel: Channel,
    skill: String,
    masking_policy: String,
    price_minor: i64,
    currency: String,
    fee_bp: i64,
    sensitivity: i64,
    state: ProjectState,
    origins: Json<Vec<String>>,
    widget_token: String,
    version: i64,
    created_at: Ts,
    changed_at: Ts,
    is_drawn: bool,
}

/// A project as other crates see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    pub tenant_id: TenantId,
    pub id: ProjectId,
    pub name: String,
    /// `chat`.
    pub channel: String,
    /// Code of the skill that serves it.
    pub skill: String,
    pub masking_policy: String,
    /// What the enterprise pays for one piece.
    pub price: Money,
    /// The platform's part of the price, basis points.
    pub fee_bp: i64,
    /// Posture level that a worker's session needs, 1–3.
    pub sensitivity: u8,
    pub state: ProjectState,
    /// Pages that may show the widget; empty: any.
    pub origins: Vec<String>,
    pub widget_token: String,
    /// Rises with every change.
    pub version: i64,
    pub created_at: Ts,
    pub changed_at: Ts,
    /// Customers' text reaches workers as pictures only. Work of sensitivity 3 always is.
    pub is_drawn: bool,
}

impl Project {
    /// Do workers see pictures instead of customers' text?
    pub fn draws(&self) -> bool {
        self.is_drawn || self.sensitivity >= SECRET
    }

    /// Takes new conversations?
    pub fn is_live(&self) -> bool {
        self.state == ProjectState::Live
    }

    /// Price divided between platform and worker.
    pub fn share(&self) -> Result<Share> {
        divide(self.price, self.fee_bp)
    }

    /// What the worker earns for one piece at full quality.
    pub fn worker_pay(&self) -> Result<Money> {
        Ok(self.share()?.pay)
    }

    /// May a page of this origin show the widget?
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.is_empty() || normal_origin(origin).is_some_and(|o| self.origins.contains(&o))
    }
}

impl TryFrom<ProjectRow> for Project {
    type Error = Error;

    fn try_from(row: ProjectRow) -> Result<Self> {
        Ok(Self {
            tenant_id: row.tenant_id,
            id: row.id,
            name: row.name,
            channel: row.channel.as_str().to_owned(),
            skill: row.skill,
            masking_policy: row.masking_policy,
            price: Money::new(row.price_minor, row.currency.parse::<Currency>()?),
            fee_bp: row.fee_bp,
            sensitivity: u8::try_from(row.sensitivity).map_err(Error::internal)?,
            state: row.state,
            origins: row.origins.0,
            widget_token: row.widget_token,
            version: row.version,
            created_at: row.created_at,
            changed_at: row.changed_at,
            is_drawn: row.is_drawn,
        })
    }
}

impl TryFrom<&Project> for ProjectRow {
    type Error = Error;

    fn try_from(project: &Project) -> Result<Self> {
        Ok(Self {
            tenant_id: project.tenant_id,
            id: project.id,
            name: project.name.clone(),
            channel: project.channel.parse()?,
            skill: project.skill.clone(),
            masking_policy: project.masking_policy.clone(),
            price_minor: project.price.minor,
            currency: project.price.currency.as_str().to_owned(),
            fee_bp: project.fee_bp,
            sensitivity: i64::from(project.sensitivity),
            state: project.state,
            origins: Json(project.origins.clone()),
            widget_token: project.widget_token.clone(),
            version: project.version,
            created_at: project.created_at,
            changed_at: project.changed_at,
            is_drawn: project.is_drawn,
        })
    }
}

/// A project to be made.
#[derive(Clone, Debug)]
pub struct NewProject {
    pub name: String,
    pub channel: Channel,
    pub skill: String,
    pub masking_policy: String,
    pub price: Money,
    /// 1–3.
    pub sensitivity: u8,
    pub origins: Vec<String>,
    pub is_drawn: bool,
}

impl NewProject {
    /// Checks every field and brings it into its stored form; the error names all that are wrong.
    pub fn checked(self, tariff: &Tariff) -> Result<Self> {
        let mut faults = Faults::default();
        let name = faults.name(&self.name);
        faults.skill(&self.skill);
        faults.masking(&self.masking_policy);
        faults.price(self.price, tariff);
        faults.sensitivity(self.sensitivity);
        let origins = faults.origins(&self.origins);
        faults.result()?;
        Ok(Self { name, origins, ..self })
    }
}

/// What to change of a project; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct ProjectChange {
    pub name: Option<String>,
    pub price: Option<Money>,
    pub sensitivity: Option<u8>,
    pub origins: Option<Vec<String>>,
    pub state: Option<ProjectState>,
    /// Id of a masking policy; conversations use it from their next message on.
    pub masking_policy: Option<String>,
    pub is_drawn: Option<bool>,
}

impl ProjectChange {
    /// The project after the change. Tasks whose money is already reserved keep their price.
    pub fn apply(self, project: &Project, tariff: &Tariff, now: Ts) -> Result<Project> {
        let mut faults = Faults::default();
        let mut next = project.clone();
        if let Some(name) = &self.name {
            next.name = faults.name(name);
        }
        if let Some(price) = self.price {
            faults.price(price, tariff);
            next.price = price;
        }
        if let Some(level) = self.sensitivity {
            faults.sensitivity(level);
            next.sensitivity = level;
        }
        if let Some(origins) = &self.origins {
            next.origins = faults.origins(origins);
        }
        if let Some(state) = self.state {
            next.state = state;
        }
        if let Some(policy) = self.masking_policy {
            faults.masking(&policy);
            next.masking_policy = policy;
        }
        next.is_drawn = self.is_drawn.unwrap_or(next.is_drawn);
        faults.result()?;
        next.version += 1;
        next.changed_at = now;
        Ok(next)
    }
}

/// Collects what is wrong with the fields of a request.
#[derive(Default)]
struct Faults(Option<Error>);

impl Faults {
    fn blame(&mut self, field: &str, code: &str, detail: impl Into<String>) {
        self.0 = Some(match self.0.take() {
            None => Error::field(field, code, detail),
            Some(error) => error.and(field, code, detail),
        });
    }

    fn result(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }

    fn name(&mut self, name: &str) -> String {
        let name = name.trim();
        if name.is_empty() {
            self.blame("name", "required", "give the project a name");
        }
        if name.chars().count() > NAME_MAX {
            self.blame("name", "too_long", format!("at most {NAME_MAX} characters"));
        }
        if name.chars().any(char::is_control) {
            self.blame("name", "invalid", "no control characters");
        }
        name.to_owned()
    }

    fn skill(&mut self, skill: &str) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
        if skill.is_empty() || skill.len() > 60 || !skill.bytes().all(plain) {
            self.blame("skill", "invalid", "a skill code such as ecommerce.after_sale");
        }
    }

    fn masking(&mut self, policy: &str) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if policy.is_empty() || policy.len() > 40 || !policy.bytes().all(plain) {
            self.blame("masking_policy", "invalid", "the id of a masking policy such as base-cn");
        }
    }

    fn price(&mut self, price: Money, tariff: &Tariff) {
        if price.currency != Currency::CNY {
            self.blame("price.currency", "invalid", "only CNY is settled at present");
        }
        if !(tariff.price_min..=tariff.price_max).contains(&price.minor) {
            self.blame("price.minor", "out_of_range", format!("{} to {}", tariff.price_min, tariff.price_max));
        }
    }

    fn sensitivity(&mut self, level: u8) {
        if !(1..=3).contains(&level) {
            self.blame("sensitivity", "out_of_range", "1 to 3");
        }
    }

    fn origins(&mut self, origins: &[String]) -> Vec<String> {
        if origins.len() > ORIGINS_MAX {
            self.blame("origins", "too_long", format!("at most {ORIGINS_MAX} origins"));
            return Vec::new();
        }
        let mut normal = Vec::with_capacity(origins.len());
        for (n, origin) in origins.iter().enumerate() {
            match normal_origin(origin) {
                Some(origin) if !normal.contains(&origin) => normal.push(origin),
                Some(_) => {}
                None => self.blame(&format!("origins[{n}]"), "invalid", "an origin such as https://shop.example, without a path"),
            }
        }
        normal
    }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;

    use super::*;

    fn tariff() -> Tariff {
        Policy::parse("base", include_bytes!("../../../../policies/payout/base.toml")).unwrap().value
    }

    fn fresh() -> NewProject {
        NewProject {
            name: " 双十一售后 ".to_owned(),
            channel: Channel::Chat,
            skill: "ecommerce.after_sale".to_owned(),
            masking_policy: "base-cn".to_owned(),
            price: Money::new(120, Currency::CNY),
            sensitivity: 1,
            is_drawn: false,
            origins: vec!["HTTPS://Shop.Example:443".to_owned(), "https://shop.example".to_owned()],
        }
    }

    #[test]
    fn fields_are_checked_all_at_once() {
        let good = fresh().checked(&tariff()).unwrap();
        assert_eq!(good.name, "双十一售后");
        assert_eq!(good.origins, ["https://shop.example"]);
        let bad = NewProject {
            name: "x".repeat(81),
            skill: "No Such".to_owned(),
            masking_policy: "No such".to_owned(),
            price: Money::new(100_001, Currency::USD),
            sensitivity: 4,
            origins: vec!["shop.example/path".to_owned()],
            ..fresh()
        };
        let error = bad.checked(&tariff()).unwrap_err();
        let fields: Vec<&str> = error.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["name", "skill", "masking_policy", "price.currency", "price.minor", "sensitivity", "origins[0]"]);
        let many = NewProject { origins: (0..21).map(|n| format!("https://{n}.example")).collect(), ..fresh() };
        assert!(many.checked(&tariff()).is_err());
        for name in ["", "  ", "a\nb"] {
            assert!(NewProject { name: name.to_owned(), ..fresh() }.checked(&tariff()).is_err());
        }
        for minor in [0, -1, 100_001] {
            assert!(NewProject { price: Money::new(minor, Currency::CNY), ..fresh() }.checked(&tariff()).is_err());
        }
    }
}
