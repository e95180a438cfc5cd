package stillroom.app.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.PackStore.Held;

/// The model packs; each method is a command below `models`.
@Command(
        name = "models",
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, chooses and checks the models that find, label and summarize.")
final class ModelsCommand implements Runnable {

    private final Stillroom stillroom;

    @Spec private @Nullable CommandSpec spec;

    ModelsCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say what to do: " + String.join(", ", spec.subcommands().keySet()));
        }
    }

    /// @param inUse whether its bare name means this version
    /// @param problem why it cannot be used; null if it can
    private record Line(
            String name,
            String version,
            String family,
            String purpose,
            String precision,
            long bytes,
            String license,
            String source,
            boolean signed,
            String origin,
            boolean inUse,
            boolean pinned,
            boolean revoked,
            @Nullable String problem) {

        Line(Held held) {
            this(held, held.pack().manifest());
        }

        private Line(Held held, Manifest manifest) {
            this(
                    manifest.name(),
                    manifest.version(),
                    manifest.family(),
                    manifest.purpose().toString(),
                    manifest.precision().toString(),
                    held.pack().size(),
                    manifest.license(),
                    manifest.source(),
                    held.pack().signed(),
                    held.shipped() ? "shipped" : "imported",
                    held.current(),
                    held.pinned(),
                    held.revoked(),
                    held.objection());
        }
    }

    private interface Work<T> {
        T run(PackStore packs) throws IOException;
    }

    /// What goes wrong in the store is one sentence for the user.
    private <T> T inStore(Work<T> work) {
        try {
            return work.run(stillroom.parts().packs());
        } catch (IOException failure) {
            throw new Failure(String.valueOf(failure.getMessage()));
        }
    }

    @Command(name = "list", description = "Lists the model packs.")
    int list() {
        List<Held> packs = inStore(PackStore::packs);
        if (stillroom.json()) {
            packs.forEach(held -> stillroom.print(new Line(held), ""));
        } else {
            var table = new Table();
            packs.forEach(held -> addRow(table, held));
            table.lines().forEach(stillroom.terminal()::print);
        }
        inStore(PackStore::broken)
                .forEach((name, problem) ->
                        stillroom.complain(name + " cannot be opened: " + problem));
        return Stillroom.DONE;
    }

    private static void addRow(Table table, Held held) {
        var line = new Line(held);
        table.add(
                line.inUse() ? "•" : "",
                line.name(),
                line.version(),
                line.purpose(),
                line.precision(),
                "%.1f MB".formatted(line.bytes() / 1e6),
                line.license(),
                held.shipped() ? "with the program" : line.signed() ? "signed" : "imported by you",
                line.problem() != null
                        ? line.problem()
                        : line.revoked() ? "rolled back" : line.pinned() ? "pinned" : "");
    }
}
