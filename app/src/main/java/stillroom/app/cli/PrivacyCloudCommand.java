package stillroom.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.app.gateway.Endpoint;
import stillroom.app.route.Cloud;
import stillroom.app.route.CloudSettings;
import stillroom.app.route.Consent;
import stillroom.app.route.Facts;
import stillroom.app.route.Preview;
import stillroom.app.route.Rules.Lift;
import stillroom.app.route.Use;
import stillroom.index.Document;
import stillroom.index.Label;

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
                    spec.commandLine(), "Say what to do: on, off, preview or send");
        }
    }

    private record SwitchLine(
            boolean on, @Nullable String address, @Nullable String model, boolean local) {}

    @Command(
            name = "on",
            description = {
                "Switches the cloud fallback on. Nothing is sent by that.",
                "The key of the endpoint is read from $STILLROOM_CLOUD_KEY, and not kept."
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
        return Failure.ofFiles(() -> switched(new CloudSettings(true, endpoint)));
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
                        ? "On, to %s. Nothing leaves without your yes to its exact bytes."
                                .formatted(endpoint.address())
                        : "Off: nothing can leave.");
        return Stillroom.DONE;
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
