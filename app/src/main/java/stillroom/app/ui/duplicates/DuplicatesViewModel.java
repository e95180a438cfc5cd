package stillroom.app.ui.duplicates;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.index.DuplicateGroup;
import stillroom.index.DuplicateGroup.Member;
import stillroom.index.LocalIndex;

/// What is in the library more than once. For the FX thread.
public final class DuplicatesViewModel {

    private final LocalIndex index;
    private final Documents documents;
    private final Requests.Lane lane;
    private final ReadOnlyObjectWrapper<@Nullable List<Line>> lines = new ReadOnlyObjectWrapper<>();
    private List<DuplicateGroup> groups = List.of();

    /// A line of the list: the head of a group, or one of its members.
    public sealed interface Line {

        /// The head of a group.
        ///
        /// @param kind what its members have in common
        record Head(Kind kind, int members) implements Line {}

        /// A file of a group.
        ///
        /// @param likeness of its text to that of the first of the group, up to one
        record Copy(Row row, Path source, double likeness) implements Line {}
    }

    /// What the members of a group have in common.
    public enum Kind {
        SAME_FILE,
        SAME_TEXT,
        NEARLY_THE_SAME
    }

    public DuplicatesViewModel(LocalIndex index, Documents documents, Requests requests) {
        this.index = index;
        this.documents = documents;
        this.lane = requests.lane();
        documents.listen(turn -> {
            if (!turn.removed().isEmpty() && lines.get() != null) {
                list();
            }
        });
    }

    /// Compares all documents anew.
    public void refresh() {
        lane.ask(
                _ -> index.duplicates(),
                found -> {
                    groups = found;
                    list();
                });
    }

    private void list() {
        var all = new ArrayList<Line>();
        for (var group : groups) {
            var copies = group.members().stream().flatMap(this::copies).toList();
            if (copies.size() > 1) {
                all.add(new Line.Head(kind(group), copies.size()));
                all.addAll(copies);
            }
        }
        lines.set(all);
    }

    private Stream<Line.Copy> copies(Member member) {
        var row = documents.row(member.document().id());
        return row == null
                ? Stream.of()
                : row.document().sources().stream()
                        .map(source -> new Line.Copy(row, source, member.likeness()));
    }

    private static Kind kind(DuplicateGroup group) {
        if (group.members().size() == 1) {
            return Kind.SAME_FILE;
        }
        return group.members().stream().allMatch(member -> member.likeness() == 1)
                ? Kind.SAME_TEXT
                : Kind.NEARLY_THE_SAME;
    }

    /// The groups, one below the other; null while they are not known.
    public ReadOnlyObjectProperty<@Nullable List<Line>> lines() {
        return lines.getReadOnlyProperty();
    }

    /// How many groups there are.
    public int groups() {
        return (int)
                Objects.requireNonNullElse(lines.get(), List.<Line>of()).stream()
                        .filter(Line.Head.class::isInstance)
                        .count();
    }

    /// Whether documents are being compared.
    public ReadOnlyBooleanProperty busy() {
        return lane.busy();
    }
}
