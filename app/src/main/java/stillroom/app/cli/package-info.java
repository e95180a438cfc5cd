/// The command line: the same program without a window, for scripts, servers and tests.
///
/// [Stillroom] is the command that all others hang from, one class a command; [Parts] is what they
/// need of the application; [Terminal] is where they read and write. With `--json` a command prints
/// one JSON object a line, from the records that stand in its class, and nothing else; names and
/// order of their components are a public interface.
package stillroom.app.cli;
