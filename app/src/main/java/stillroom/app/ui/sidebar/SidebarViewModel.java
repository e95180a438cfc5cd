package stillroom.app.ui.sidebar;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.describe.Describer;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Hue;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Screen;
import stillroom.index.Label;
import stillroom.index.LocalIndex;

/// The places of the library, with how many documents each holds. For the FX thread.
public final class SidebarViewModel {

    private static final int MOST_FOLDERS = 24;

    private final LocalIndex index;
    private final Describer describer;
    private final Documents documents;
    private final Requests requests;
    private final Requests.Lane proposals;
    private final ReadOnlyObjectWrapper<List<Label>> labels =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<Path>> folders =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ObjectProperty<@Nullable Place> place =
            new SimpleObjectProperty<>(new Place.All());
    private final ObjectProperty<@Nullable Screen> page = new SimpleObjectProperty<>();

    public SidebarViewModel(
            LocalIndex index, Describer describer, Documents documents, Requests requests) {
        this.index = index;
        this.describer = describer;
        this.documents = documents;
        this.requests = requests;
        this.proposals = requests.lane();
        labels.set(index.labels());
        documents.listen(turn -> {
            if (turn.labels()) {
                labels.set(index.labels());
            }
        });
        documents.revision().addListener(_ -> refreshFolders());
        refreshFolders();
    }

    private void refreshFolders() {
        var fullest =
                documents.fullestFolders(MOST_FOLDERS).stream()
                        .sorted(Comparator.comparing(SidebarViewModel::name).thenComparing(f -> f))
                        .toList();
        if (!fullest.equals(folders.get())) {
            folders.set(fullest);
        }
    }

    /// What a folder is called when there is room for one word.
    public static String name(Path folder) {
        var name = folder.getFileName();
        return name == null ? folder.toString() : name.toString();
    }

    /// Where the user is; null while he is elsewhere, as among hits.
    public ObjectProperty<@Nullable Place> place() {
        return place;
    }

    /// The page beside the library at which the user is; null while he is in the library.
    public ObjectProperty<@Nullable Screen> page() {
        return page;
    }

    /// The labels of the library, by name.
    public ReadOnlyObjectProperty<List<Label>> labels() {
        return labels.getReadOnlyProperty();
    }

    /// The folders that hold most documents, by name.
    public ReadOnlyObjectProperty<List<Path>> folders() {
        return folders.getReadOnlyProperty();
    }

    /// Grows whenever a count may have changed.
    public ReadOnlyLongProperty revision() {
        return documents.revision();
    }

    public int documents() {
        return documents.size();
    }

    public int failed() {
        return documents.failed();
    }

    public int unread() {
        return documents.unread();
    }

    public int sensitive() {
        return documents.sensitive();
    }

    public int labeled(String label) {
        return documents.labeled(label);
    }

    public Hue hue(String label) {
        return documents.hue(label);
    }

    public int inFolder(Path folder) {
        return documents.inFolder(folder);
    }

    /// Adds a label to the library, and has it proposed for the documents that it fits.
    ///
    /// @param description what such documents are about; may be empty
    public void addLabel(String name, String description) {
        var clean = name.strip();
        if (clean.isEmpty()) {
            return;
        }
        var meaning = description.isBlank() ? clean : description.strip();
        proposals.ask(
                stop -> {
                    index.putLabel(new Label(clean, meaning));
                    describer.proposeLabels(stop);
                    return clean;
                },
                _ -> {});
    }

    /// Removes a label from the library and from every document.
    public void removeLabel(String name) {
        if (new Place.Labeled(name).equals(place.get())) {
            place.set(new Place.All());
        }
        requests.run(() -> index.removeLabel(name));
    }
}
