fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let s = dispatch_core::rehearsal::Scenario::parse(&text).unwrap();
    println!("{}", s.run(args[2].parse().unwrap()));
}
