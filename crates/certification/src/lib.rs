//! Learning, exams and certificates.
