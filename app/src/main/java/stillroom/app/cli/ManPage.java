package stillroom.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The manual page, made of what the commands say of themselves.
final class ManPage {

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /// The page, in the language of `man`.
    static String of(CommandSpec root, String version) {
        return new ManPage().write(root, version);
    }

    private String write(CommandSpec root, String version) {
        var name = root.name();
        line(
                ".TH %s 1 \"\" \"Stillroom %s\""
                        .formatted(name.toUpperCase(Locale.ROOT), escaped(version)));
        line(".SH NAME");
        line("%s \\- %s".formatted(name, lowered(root.usageMessage().description()[0])));
        line(".SH SYNOPSIS");
        line(".B %s".formatted(name));
        line("[\\fB\\-\\-library\\fR \\fIDIR\\fR] [\\fB\\-\\-json\\fR] [\\fICOMMAND\\fR \\&...]");
        line(".SH DESCRIPTION");
        line("Without a command it opens the window. No command and no window sends anything");
        line("anywhere; on Linux the kernel sees to it.");
        line(".SH OPTIONS");
        root.options().forEach(this::argument);
        line(".SH COMMANDS");
        root.subcommands().values().forEach(this::command);
        line(".SH EXIT STATUS");
        for (var code :
                List.of(
                        "0:Done.",
                        "1:Failed.",
                        "2:Wrong usage.",
                        "3:Done, but some documents could not be read.")) {
            line(".TP");
            line(".B %s".formatted(code.substring(0, 1)));
            line(code.substring(2));
        }
        line(".SH ENVIRONMENT");
        line(".TP");
        line(".B STILLROOM_LIBRARY");
        line("The folder of the library, where \\fB\\-\\-library\\fR does not name one.");
        line(".SH FILES");
        line(".TP");
        line(".I $XDG_DATA_HOME/stillroom");
        line("The library, with everything that Stillroom stores; else");
        line(".IR ~/.local/share/stillroom .");
        return page.toString();
    }

    private void command(CommandLine command) {
        var spec = command.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        var places =
                spec.positionalParameters().stream()
                        .map(place -> "\\fI" + escaped(place.paramLabel()) + "\\fR");
        var nested =
                spec.subcommands().isEmpty() ? Stream.<String>of() : Stream.of("\\fICOMMAND\\fR");
        var words = Stream.of(Stream.of(escaped(spec.qualifiedName())), places, nested);
        line(".SS %s".formatted(words.flatMap(each -> each).collect(Collectors.joining(" "))));
        for (var sentence : spec.usageMessage().description()) {
            line(escaped(sentence));
        }
        spec.positionalParameters().forEach(this::argument);
        spec.options().stream()
                .filter(option -> !option.inherited() && !option.hidden())
                .forEach(this::argument);
        spec.subcommands().values().forEach(this::command);
    }

    private void argument(ArgSpec argument) {
        line(".TP");
        var label =
                argument.arity().max() == 0 ? "" : "\\fI" + escaped(argument.paramLabel()) + "\\fR";
        if (argument instanceof OptionSpec option) {
            var names =
                    Stream.of(option.names())
                            .map(name -> "\\fB" + escaped(name) + "\\fR")
                            .collect(Collectors.joining(", "));
            line(label.isEmpty() ? names : names + " " + label);
        } else {
            line(label);
        }
        for (var sentence : argument.description()) {
            line(escaped(sentence.replace("${DEFAULT-VALUE}", argument.defaultValueString())));
        }
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String lowered(String sentence) {
        var text = escaped(sentence).replaceFirst("\\.$", "");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String escaped(String text) {
        var plain = text.replace("%%", "%").replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
