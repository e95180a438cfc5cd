package stillroom.app.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import stillroom.ai.AiException;
import stillroom.index.Document;
import stillroom.index.IndexException;

/// The command that all others hang from; opens the window when it stands alone.
@Command(
        name = "stillroom",
        description = "Finds, summarizes and labels your documents on your own machine.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Stillroom.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some documents could not be"
                    + " read."
        })
public final class Stillroom implements Callable<Integer> {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int SOME_UNREADABLE = 3;

    private static final Logger LOG = Logger.getLogger(Stillroom.class.getName());

    @Option(
            names = "--library",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The folder of the library, made if missing. Default: $STILLROOM_LIBRARY, else"
                            + " the folder for data of your system.")
    private @Nullable Path library;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print one JSON object a line, and nothing else, on standard output.")
    private boolean json;

    private final Terminal terminal;
    private final Function<Optional<Path>, Parts> open;
    private final ToIntFunction<Optional<Path>> window;
    private @Nullable Parts parts;

    private Stillroom(
            Terminal terminal,
            Function<Optional<Path>, Parts> open,
            ToIntFunction<Optional<Path>> window) {
        this.terminal = terminal;
        this.open = open;
        this.window = window;
    }

    /// Runs one command, and closes what it opened.
    ///
    /// @param open makes the application for the library in a folder, or the default one
    /// @param window opens the window on a library and returns when it is closed, with an exit code
    /// @return the exit code
    public static int run(
            String[] arguments,
            Terminal terminal,
            Function<Optional<Path>, Parts> open,
            ToIntFunction<Optional<Path>> window) {
        var stillroom = new Stillroom(terminal, open, window);
        try {
            return stillroom.commandLine().execute(arguments);
        } finally {
            if (stillroom.parts != null) {
                stillroom.parts.close();
            }
            terminal.out().flush();
        }
    }

    private CommandLine commandLine() {
        var line =
                new CommandLine(this)
                        .addSubcommand(new AddCommand(this))
                        .addSubcommand(new RemoveCommand(this))
                        .addSubcommand(new ListCommand(this))
                        .addSubcommand(new SearchCommand(this))
                        .addSubcommand(new ShowCommand(this))
                        .addSubcommand(new SummarizeCommand(this))
                        .addSubcommand(new ClassifyCommand(this))
                        .addSubcommand(new LabelCommand(this))
                        .addSubcommand(new SimilarCommand(this))
                        .addSubcommand(new AskCommand(this))
                        .addSubcommand(new WatchCommand(this))
                        .addSubcommand(new EmbedCommand(this))
                        .addSubcommand(
                                new CommandLine(new ModelsCommand(this))
                                        .addSubcommand(new ModelsImportCommand(this)))
                        .addSubcommand(new StatusCommand(this))
                        .addSubcommand(new ExportCommand(this))
                        .addSubcommand(new BackupCommand(this))
                        .addSubcommand(new RestoreCommand(this))
                        .addSubcommand(new CheckCommand(this))
                        .addSubcommand(
                                new CommandLine(new PrivacyCommand(this))
                                        .addSubcommand(new PrivacyCloudCommand(this)))
                        .addSubcommand(new HelpCommand())
                        .addSubcommand(new GenerateCompletion());
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler((exception, _, _) -> failed(exception));
    }

    @Override
    public Integer call() {
        return window.applyAsInt(Optional.ofNullable(library));
    }

    private int wrongUsage(ParameterException exception, String[] arguments) {
        var command = exception.getCommandLine().getCommandSpec().qualifiedName();
        complain(String.valueOf(exception.getMessage()));
        terminal.err().println("Try: " + command + " --help");
        return WRONG_USAGE;
    }

    private int failed(Exception exception) {
        if (parts != null && parts.isClosed()) {
            return FAILED; // by Ctrl+C, which needs no explanation
        }
        switch (exception) {
            case Terminal.ReaderGone _ -> {}
            case Failure failure -> {
                complain(failure.sentence());
                return failure.exitCode();
            }
            case IndexException _, AiException _ ->
                    complain(String.valueOf(exception.getMessage()));
            default -> {
                LOG.log(Level.SEVERE, "a command failed", exception);
                if (Boolean.getBoolean("stillroom.debug")) {
                    exception.printStackTrace(terminal.err());
                }
                complain(
                        "Something inside went wrong (%s); the log of the library tells where."
                                .formatted(exception.getClass().getSimpleName()));
            }
        }
        return FAILED;
    }

    // -- What the commands share

    Terminal terminal() {
        return terminal;
    }

    boolean json() {
        return json;
    }

    Parts parts() {
        if (parts == null) {
            parts = open.apply(Optional.ofNullable(library));
        }
        return parts;
    }

    /// Prints a record as JSON if that was asked for, else a text for people, if there is one.
    void print(Record line, String forPeople) {
        if (json) {
            terminal.print(Json.line(line));
        } else if (!forPeople.isEmpty()) {
            terminal.print(forPeople);
        }
    }

    /// Says one sentence on standard error.
    void complain(String sentence) {
        terminal.err().println("stillroom: " + Terminal.oneLine(sentence));
    }

    /// The document that a person means by an id, the beginning of one, or a path.
    Document document(String named) {
        var found = parts().index().find(named);
        if (found.isEmpty()) {
            throw new Failure(
                    "The library has no document \"%s\"; see: stillroom list".formatted(named));
        }
        if (found.size() > 1) {
            throw new Failure(
                    "\"%s\" is the beginning of %d ids; give more digits."
                            .formatted(named, found.size()));
        }
        return found.getFirst();
    }

    /// Milliseconds since a moment of [System#nanoTime], to the hundredth.
    static double millisecondsSince(long began) {
        return rounded((System.nanoTime() - began) / 1e6, 2);
    }

    /// Digits that mean nothing are not printed.
    static double rounded(double value, int digits) {
        var scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /// Tells the version of the program.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Stillroom.class.getPackage().getImplementationVersion();
            return new String[] {"Stillroom " + (version == null ? "(from a checkout)" : version)};
        }
    }
}
