//! The embedded folders must exist, even before the web part was built.

fn main() {
    for folder in ["../../web/dist", "../../migrations/sqlite", "../../migrations/postgres", "../../policies"] {
        println!("cargo:rerun-if-changed={folder}");
        if let Err(error) = std::fs::create_dir_all(folder) {
            println!("cargo:warning={folder}: {error}");
        }
    }
}
