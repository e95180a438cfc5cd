package stillroom.app.ui.settings;

import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import stillroom.app.ingest.Watch;
import stillroom.app.ingest.Watch.Folder;
import stillroom.app.ui.common.Requests;

/// The folders that are kept in step. For the FX thread.
public final class WatchViewModel {

    private final Watch watch;
    private final Requests.Lane lane;
    private final ReadOnlyObjectWrapper<List<Folder>> folders =
            new ReadOnlyObjectWrapper<>(List.of());

    public WatchViewModel(Watch watch, Requests requests) {
        this.watch = watch;
        this.lane = requests.lane();
        watch.listen((now, _) -> requests.tell(() -> folders.set(now)));
        refresh();
    }

    /// Looks anew at how the folders are.
    public void refresh() {
        lane.ask(_ -> watch.folders(), folders::set);
    }

    /// The watched folders, by name.
    public ReadOnlyObjectProperty<List<Folder>> folders() {
        return folders.getReadOnlyProperty();
    }

    /// Whether something that was asked for is being done.
    public ReadOnlyBooleanProperty busy() {
        return lane.busy();
    }

    /// Watches a folder from now on, and adds what is in it.
    public void add(Path folder) {
        lane.ask(
                _ -> {
                    watch.add(folder, _ -> {});
                    return watch.folders();
                },
                folders::set);
    }

    /// Watches a folder no longer. Its documents stay.
    public void remove(Path folder) {
        lane.ask(
                _ -> {
                    watch.remove(folder);
                    return watch.folders();
                },
                folders::set);
    }
}
