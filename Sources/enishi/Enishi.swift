import ArgumentParser
@main struct Enishi: AsyncParsableCommand { func run() async throws { print("enishi") } }
