//! The policy files of this crate as the tests read them.

use std::sync::LazyLock;

use kernel::policy::Policy;

use crate::course::policy::Course;

pub(crate) fn course_bytes(skill: &str) -> &'static [u8] {
    match skill {
        "travel.booking" => include_bytes!("../../../policies/courses/travel.booking.toml"),
        _ => include_bytes!("../../../policies/courses/ecommerce.after_sale.toml"),
    }
}

/// A course as shipped, parsed and checked once.
pub(crate) fn course(skill: &str) -> Course {
    static SHOP: LazyLock<Course> = LazyLock::new(|| parse("ecommerce.after_sale"));
    static TRAVEL: LazyLock<Course> = LazyLock::new(|| parse("travel.booking"));
    if skill == "travel.booking" { TRAVEL.clone() } else { SHOP.clone() }
}

fn parse(skill: &str) -> Course {
    Policy::parse(skill, course_bytes(skill)).unwrap().value
}
