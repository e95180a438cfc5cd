package stillroom.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import stillroom.index.DuplicateGroup;
import stillroom.index.DuplicateGroup.Member;

/// Finds documents that are there more than once.
@Command(
        name = "duplicates",
        description =
                "Lists groups of documents with the same text or nearly the same, whatever their"
                        + " formats, and files that lie in several places.")
final class DuplicatesCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    DuplicatesCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    /// @param kind `same-file`, `same-text` or `nearly-the-same`
    private record Line(String kind, List<MemberLine> documents) {

        Line(DuplicateGroup group) {
            this(kindOf(group), group.members().stream().map(MemberLine::new).toList());
        }
    }

    private record MemberLine(
            String document,
            String path,
            List<String> paths,
            String title,
            String type,
            int pages,
            double likeness) {

        MemberLine(Member member) {
            this(
                    member.document().id().sha256(),
                    member.document().path().toString(),
                    member.document().sources().stream().map(Path::toString).toList(),
                    member.document().title(),
                    member.document().type(),
                    member.document().pages(),
                    Stillroom.rounded(member.likeness(), 4));
        }
    }

    private static String kindOf(DuplicateGroup group) {
        if (group.members().size() == 1) {
            return "same-file";
        }
        return group.members().stream().allMatch(member -> member.likeness() == 1)
                ? "same-text"
                : "nearly-the-same";
    }

    @Override
    public Integer call() {
        var groups = stillroom.parts().index().duplicates();
        for (var group : groups) {
            if (stillroom.json()) {
                stillroom.print(new Line(group), "");
            } else {
                show(group);
            }
        }
        if (groups.isEmpty()) {
            stillroom.complain("no document is there more than once");
        }
        return Stillroom.DONE;
    }

    private void show(DuplicateGroup group) {
        var terminal = stillroom.terminal();
        for (var member : group.members()) {
            terminal.print(
                    "%3.0f %%  %s  %s"
                            .formatted(
                                    100 * member.likeness(),
                                    Shown.id(member.document()),
                                    Shown.title(member.document())));
            for (var path : member.document().sources()) {
                terminal.print(terminal.dim("       " + Terminal.oneLine(path.toString())));
            }
        }
        terminal.print("");
    }
}
