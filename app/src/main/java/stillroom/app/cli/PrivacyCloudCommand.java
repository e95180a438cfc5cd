package stillroom.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.app.describe.Described;
import stillroom.app.describe.Length;
import stillroom.app.gateway.Endpoint;
import stillroom.app.route.Cloud;
import stillroom.app.route.CloudSettings;
import stillroom.app.route.Consent;
import stillroom.app.route.Consent.Scope;
import stillroom.app.route.Consents;
import stillroom.app.route.Facts;
import stillroom.app.route.Preview;
import stillroom.app.route.Rules;
import stillroom.app.route.Rules.Lift;
import stillroom.app.route.Shadow;
import stillroom.app.route.Use;
import stillroom.index.Document;
import stillroom.index.Label;
import stillroom.index.Summary;

/// The cloud fallback; each method is a command below `privacy cloud`.
@Command(
        name = "cloud",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Switches the cloud fallback on or off, shows what would leave, and sends it when you"
                        + " say so.")
final class PrivacyCloudCommand implements Runnable {

    private final Stillroom stillroom;

    @Spec private @Nullable CommandSpec spec;

    PrivacyCloudCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say what to do: on, off, key, consent, preview, send or shadow");
        }
    }

    private record SwitchLine(
            boolean on, @Nullable String address, @Nullable String model, boolean local) {}

    @Command(
            name = "on",
            description = {
                "Switches the cloud fallback on. Nothing is sent by that.",
                "The key of the endpoint is taken from $STILLROOM_CLOUD_KEY, else from the keyring: see"
                        + " privacy cloud key."
            })
    int on(
            @Option(
                            names = "--address",
                            required = true,
                            paramLabel = "URI",
                            description = "Such as https://api.example/v1/chat/completions.")
                    String address,
            @Option(
                            names = "--model",
                            required = true,
                            paramLabel = "NAME",
                            description = "What the server calls the model.")
                    String model,
            @Option(names = "--proxy", paramLabel = "HOST:PORT", description = "To go through.")
                    @Nullable String proxy) {
        Endpoint endpoint;
        try {
            endpoint = new Endpoint(address, model, proxy);
        } catch (IllegalArgumentException wrong) {
            throw Failure.wrongUse(String.valueOf(wrong.getMessage()));
        }
        return Failure.ofFiles(() -> {
            // Makes them if there are none, so that they can be read before anything is asked for.
            Rules.load(stillroom.parts().folder());
            return switched(new CloudSettings(true, endpoint));
        });
    }

    @Command(name = "off", description = "Switches the cloud fallback off.")
    int off() {
        return Failure.ofFiles(() -> {
            var before = CloudSettings.load(stillroom.parts().folder());
            return switched(new CloudSettings(false, before.endpoint()));
        });
    }

    private int switched(CloudSettings settings) throws IOException {
        settings.save(stillroom.parts().folder());
        var endpoint = settings.endpoint();
        stillroom.print(
                new SwitchLine(
                        settings.on(),
                        endpoint == null ? null : endpoint.address(),
                        endpoint == null ? null : endpoint.model(),
                        endpoint != null && endpoint.isLocal()),
                settings.on() && endpoint != null
                        ? "On, to %s. Nothing leaves without your yes to its exact bytes. What may be asked there stands in %s."
                                .formatted(
                                        endpoint.address(), Rules.file(stillroom.parts().folder()))
                        : "Off: nothing can leave.");
        return Stillroom.DONE;
    }

    private record KeyLine(boolean kept) {}

    @Command(
            name = "key",
            description = {
                "Keeps the key of the endpoint in the keyring of your desktop, through secret-tool of"
                        + " libsecret. The key is the first line of standard input.",
                "Where there is no keyring, give it by $STILLROOM_CLOUD_KEY, which is kept nowhere."
            })
    int key(
            @Option(names = "--forget", description = "Delete the key from the keyring.")
                    boolean forget) {
        return Failure.ofFiles(() -> {
            var folder = stillroom.parts().folder();
            var endpoint = CloudSettings.load(folder).endpoint();
            if (endpoint == null) {
                throw new Failure("Name the endpoint first: stillroom privacy cloud on");
            }
            var keyring =
                    stillroom
                            .parts()
                            .keyring()
                            .orElseThrow(() ->
                                    new Failure(
                                            "This system has no keyring that can be asked: install"
                                                    + " libsecret-tools, or set $STILLROOM_CLOUD_KEY"
                                                    + " instead."));
            var key = forget ? "" : typed();
            if (!keyring.finish(key)) {
                throw new Failure(
                        "The keyring did not answer. Is it unlocked? $STILLROOM_CLOUD_KEY works without"
                                + " it.");
            }
            stillroom.print(
                    new KeyLine(!forget),
                    forget
                            ? "The key for %s is no longer in the keyring."
                                    .formatted(endpoint.address())
                            : "The key for %s is in the keyring.".formatted(endpoint.address()));
            return Stillroom.DONE;
        });
    }

    private String typed() {
        if (stillroom.terminal().errIsTerminal()) {
            stillroom.terminal().err().print("Key, which will be seen: ");
            stillroom.terminal().err().flush();
        }
        var lines = stillroom.terminal().lines();
        return key(lines.hasNext() ? lines.next() : "");
    }

    private static String key(String line) {
        if (line.isBlank()) {
            throw Failure.wrongUse("Give the key on standard input");
        }
        return line.strip();
    }

    private record ConsentLine(String until, @Nullable String label, @Nullable String folder) {

        static ConsentLine of(Consent.Standing standing) {
            var until = standing.until().toString();
            return switch (standing.scope()) {
                case Scope.Label(var name) -> new ConsentLine(until, name, null);
                case Scope.Folder(var path) -> new ConsentLine(until, null, path.toString());
            };
        }

        String words() {
            return "until %s  %s"
                    .formatted(
                            until,
                            Terminal.oneLine(
                                    label != null ? "label " + label : "folder " + folder));
        }
    }

    @Command(
            name = "consent",
            description = {
                "Lists the standing consents, gives one, or takes it back.",
                "It covers every payload about documents with one label that you set, or in one folder,"
                        + " until it ends. Rules still come first."
            })
    int consent(
            @Option(names = "--label", paramLabel = "NAME", description = "Bound to a label.")
                    @Nullable String label,
            @Option(names = "--folder", paramLabel = "FOLDER", description = "Bound to a folder.")
                    @Nullable Path folder,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "7",
                            description = "Until it ends, at most 31. Default: ${DEFAULT-VALUE}")
                    int days,
            @Option(names = "--revoke", description = "Take it back.") boolean revoke) {
        if (label != null && folder != null) {
            throw Failure.wrongUse(
                    "A consent is bound to a label or to a folder; give one of them");
        }
        return Failure.ofFiles(() -> {
            var consents = Consents.load(stillroom.parts().folder(), Clock.systemUTC());
            var scope =
                    label != null
                            ? new Scope.Label(label)
                            : folder != null
                                    ? new Scope.Folder(folder.toAbsolutePath().normalize())
                                    : null;
            if (scope != null && revoke) {
                consents.revoke(scope);
            } else if (scope != null) {
                try {
                    consents.grant(scope, Instant.now().plus(Duration.ofDays(days)));
                } catch (IllegalArgumentException wrong) {
                    throw Failure.wrongUse(String.valueOf(wrong.getMessage()));
                }
            } else if (revoke) {
                throw Failure.wrongUse("Say which: --label or --folder");
            }
            var standing = consents.standing();
            for (var each : standing) {
                var line = ConsentLine.of(each);
                stillroom.print(line, line.words());
            }
            if (standing.isEmpty() && !stillroom.json()) {
                stillroom.terminal().print("No standing consent: each payload needs its own yes.");
            }
            return Stillroom.DONE;
        });
    }

    private record ShadowLine(
            String document,
            @Nullable String rule,
            @Nullable String stays,
            @Nullable Double overlap,
            @Nullable Integer wordsHere,
            @Nullable Integer wordsCloud,
            @Nullable Long msHere,
            @Nullable Long msCloud,
            @Nullable String here,
            @Nullable String cloud) {}

    private record ShadowRow(
            String rule, int compared, int differ, double overlap, long msHere, long msCloud) {}

    @Command(
            name = "shadow",
            description = {
                "Makes the summaries of documents here, fetches the server's beside them, and compares"
                        + " the two. What is yours is the local one.",
                "Only for documents that a standing consent covers, and that the rules let leave.",
                "Without documents: the table of all comparisons so far, by rule."
            })
    int shadow(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "DOC",
                            description = "An id, the beginning of one, or a path.")
                    List<String> named) {
        return Failure.ofFiles(() -> {
            if (named == null || named.isEmpty()) {
                return shadowTable();
            }
            for (var each : named) {
                shadow(stillroom.document(each));
            }
            return Stillroom.DONE;
        });
    }

    private int shadowTable() throws IOException {
        var table = new Table();
        table.add("rule", "compared", "differ", "overlap", "ms here", "ms there");
        var rows = Shadow.byRule(Shadow.comparisons(stillroom.parts().folder()));
        for (var row : rows) {
            stillroom.print(
                    new ShadowRow(
                            row.rule(),
                            row.compared(),
                            row.different(),
                            row.overlap(),
                            row.millisHere(),
                            row.millisCloud()),
                    "");
            table.add(
                    row.rule(),
                    String.valueOf(row.compared()),
                    String.valueOf(row.different()),
                    "%.2f".formatted(row.overlap()),
                    String.valueOf(row.millisHere()),
                    String.valueOf(row.millisCloud()));
        }
        if (!stillroom.json()) {
            if (rows.isEmpty()) {
                stillroom.terminal().print("Nothing was compared yet.");
            } else {
                table.lines().forEach(stillroom.terminal()::print);
                stillroom.terminal().print(Shadow.WHAT_IT_SAYS);
            }
        }
        return Stillroom.DONE;
    }

    private void shadow(Document document) throws IOException {
        var id = document.id().sha256();
        var began = System.nanoTime();
        if (!(stillroom.parts().describer().summary(document.id(), Length.STANDARD, () -> false)
                instanceof Described.Done<Summary>(var summary))) {
            throw new Failure("There is no text of " + id + " to summarize.");
        }
        long here = Math.round(Stillroom.millisecondsSince(began));
        var local =
                summary.sentences().stream()
                        .map(Summary.Sentence::text)
                        .collect(Collectors.joining(" "));
        var facts = Facts.of(document, stillroom.parts().index().pages(document.id()));
        var byHand = Facts.labelsByHand(document);
        switch (cloud().shadow(facts, byHand, local, here)) {
            case Cloud.Shadowed.Stays(var decision) ->
                    stillroom.print(
                            new ShadowLine(
                                    id,
                                    decision.rule(),
                                    decision.reason(),
                                    null,
                                    null,
                                    null,
                                    here,
                                    null,
                                    local,
                                    null),
                            "Stays here: rule %s, %s. Nothing was sent."
                                    .formatted(decision.rule(), decision.reason()));
            case Cloud.Shadowed.NotSent(var why) -> throw new Failure(why);
            case Cloud.Shadowed.Compared(var comparison, var text) ->
                    stillroom.print(
                            new ShadowLine(
                                    id,
                                    comparison.rule(),
                                    null,
                                    comparison.overlap(),
                                    comparison.wordsHere(),
                                    comparison.wordsCloud(),
                                    comparison.millisHere(),
                                    comparison.millisCloud(),
                                    local,
                                    text),
                            "%s%n%s%n%n%s%n%s%n%n%s"
                                    .formatted(
                                            stillroom.terminal().bold("here"),
                                            Terminal.manyLines(local),
                                            stillroom.terminal().bold("there"),
                                            Terminal.manyLines(text),
                                            stillroom
                                                    .terminal()
                                                    .dim(
                                                            "overlap %.2f · %d and %d words · %d and %d ms · rule %s"
                                                                    .formatted(
                                                                            comparison.overlap(),
                                                                            comparison.wordsHere(),
                                                                            comparison.wordsCloud(),
                                                                            comparison.millisHere(),
                                                                            comparison
                                                                                    .millisCloud(),
                                                                            comparison.rule()))));
        }
    }

    /// What the commands `preview` and `send` have in common.
    static final class Request {

        @Parameters(paramLabel = "DOC", description = "An id, the beginning of one, or a path.")
        private String document = "";

        @Option(
                names = "--use",
                paramLabel = "USE",
                description = "summary (default), answer or label.")
        private String use = "summary";

        @Option(names = "--question", paramLabel = "TEXT", description = "For --use answer.")
        private String question = "";

        @Option(
                names = "--lift-sensitive",
                description = "Let it go although something sensitive was found in it.")
        private boolean lift;
    }

    private record StaysLine(
            String document, boolean stays, String verdict, String rule, String reason) {}

    private record PreviewLine(
            String document,
            boolean stays,
            String rule,
            String reason,
            String destination,
            int bytes,
            String sha256,
            Map<String, Integer> withheld,
            String payload) {}

    @Command(
            name = "preview",
            description = "Shows the exact bytes that would leave. Sends nothing.")
    int preview(@Mixin Request request) {
        return Failure.ofFiles(() -> {
            var document = stillroom.document(request.document);
            switch (proposal(request, document)) {
                case Cloud.Proposal.Stays stays -> print(document, stays);
                case Cloud.Proposal.MayLeave(var preview) -> print(document, preview);
            }
            return Stillroom.DONE;
        });
    }

    private record AnswerLine(
            String document,
            String text,
            String made,
            @Nullable String model,
            String destination,
            String rule,
            long record) {}

    @Command(
            name = "send",
            description =
                    "Sends what a preview showed, if a consent covers it, and prints the answer.")
    int send(
            @Mixin Request request,
            @Option(
                            names = "--consent",
                            paramLabel = "SHA256",
                            description =
                                    "The hash that the preview showed: your yes to these bytes.")
                    @Nullable String consent) {
        return Failure.ofFiles(() -> {
            var document = stillroom.document(request.document);
            if (!(proposal(request, document) instanceof Cloud.Proposal.MayLeave(var preview))) {
                throw new Failure("The rules keep this here; see: stillroom privacy cloud preview");
            }
            var byHand = Facts.labelsByHand(document);
            var given =
                    consent == null
                            ? cloud().covering(preview, byHand)
                                    .orElseThrow(() ->
                                            new Failure(
                                                    "No consent covers this. Look at the preview, then"
                                                            + " repeat with --consent "
                                                            + preview.sha256()))
                            : new Consent.Once(consent);
            return switch (cloud().send(preview, given, byHand, () -> false)) {
                case Cloud.Sent.Answered(var answer) -> {
                    stillroom.print(
                            new AnswerLine(
                                    document.id().sha256(),
                                    answer.text(),
                                    "cloud",
                                    answer.model(),
                                    answer.destination(),
                                    answer.rule(),
                                    answer.record()),
                            Terminal.manyLines(answer.text())
                                    + "\n"
                                    + stillroom
                                            .terminal()
                                            .dim(
                                                    "cloud · %s · rule %s · ledger %d"
                                                            .formatted(
                                                                    answer.destination(),
                                                                    answer.rule(),
                                                                    answer.record())));
                    yield Stillroom.DONE;
                }
                case Cloud.Sent.Failed(var trouble, var detail, _) ->
                        throw new Failure(
                                "No answer came: %s (%s). The ledger tells what was sent."
                                        .formatted(
                                                trouble.name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .replace('_', ' '),
                                                detail));
                case Cloud.Sent.Kept(var why) -> throw new Failure(why + " Nothing was sent.");
            };
        });
    }

    private Cloud cloud() {
        return stillroom
                .parts()
                .cloud()
                .orElseThrow(() ->
                        new Failure(
                                "The cloud fallback is off, so nothing can leave. To switch it on:"
                                        + " stillroom privacy cloud on"));
    }

    private Cloud.Proposal proposal(Request request, Document document) throws IOException {
        return cloud().propose(
                        use(request),
                        Facts.of(document, stillroom.parts().index().pages(document.id())),
                        request.lift ? Lift.SENSITIVE : Lift.NONE);
    }

    private Use use(Request request) {
        return switch (request.use) {
            case "summary" -> new Use.Summary();
            case "answer" -> {
                if (request.question.isBlank()) {
                    throw Failure.wrongUse("Give the question with --question");
                }
                yield new Use.Answer(request.question);
            }
            case "label" ->
                    new Use.Label(
                            stillroom.parts().index().labels().stream().map(Label::name).toList());
            default -> throw Failure.wrongUse("--use takes summary, answer or label");
        };
    }

    private void print(Document document, Cloud.Proposal.Stays stays) {
        var decision = stays.decision();
        var verdict = decision.verdict().name().toLowerCase(Locale.ROOT);
        stillroom.print(
                new StaysLine(
                        document.id().sha256(), true, verdict, decision.rule(), decision.reason()),
                "Stays here: rule %s (%s), %s."
                        .formatted(decision.rule(), verdict, decision.reason()));
    }

    private void print(Document document, Preview preview) {
        var withheld = preview.withheld().counts();
        int bytes = preview.payload().getBytes(StandardCharsets.UTF_8).length;
        stillroom.print(
                new PreviewLine(
                        document.id().sha256(),
                        false,
                        preview.decision().rule(),
                        preview.decision().reason(),
                        preview.destination(),
                        bytes,
                        preview.sha256(),
                        withheld,
                        preview.payload()),
                "%s\n\nto        %s\nbytes     %d\nrule      %s (%s)\nwithheld  %s\nTo send exactly this: --consent %s"
                        .formatted(
                                Terminal.manyLines(preview.payload()),
                                preview.destination(),
                                bytes,
                                preview.decision().rule(),
                                preview.decision().reason(),
                                withheld.isEmpty() ? "nothing" : withheld,
                                preview.sha256()));
    }
}
