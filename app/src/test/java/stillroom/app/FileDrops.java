package stillroom.app;

import com.sun.javafx.scene.SceneHelper;
import com.sun.javafx.tk.TKClipboard;
import com.sun.javafx.tk.TKDropTargetListener;
import java.io.File;
import java.lang.reflect.Field;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.input.DataFormat;
import javafx.scene.input.TransferMode;
import javafx.util.Pair;
import org.jspecify.annotations.Nullable;

/// Files dropped on a window, as the system would: through the scene's own drop target, so that
/// what lies under the pointer, who accepts, and the order of events are all real. For the FX
/// thread.
final class FileDrops {

    private FileDrops() {}

    /// Holds files over the middle of `node` without letting them fall.
    static @Nullable TransferMode hold(Node node, List<File> files) {
        var target = target(node);
        var at = middle(node);
        var onScreen = onScreen(node);
        target.dragEnter(
                at.getX(),
                at.getY(),
                onScreen.getX(),
                onScreen.getY(),
                TransferMode.COPY,
                new Held(files));
        return target.dragOver(
                at.getX(), at.getY(), onScreen.getX(), onScreen.getY(), TransferMode.COPY);
    }

    /// Takes files that are held over `node` away.
    static void takeAway(Node node) {
        var at = middle(node);
        var onScreen = onScreen(node);
        target(node).dragExit(at.getX(), at.getY(), onScreen.getX(), onScreen.getY());
    }

    /// Drops files on the middle of `node`.
    static void drop(Node node, List<File> files) {
        if (hold(node, files) == null) {
            throw new AssertionError("not accepted");
        }
        var at = middle(node);
        var onScreen = onScreen(node);
        target(node)
                .drop(at.getX(), at.getY(), onScreen.getX(), onScreen.getY(), TransferMode.COPY);
    }

    private static Point2D middle(Node node) {
        var bounds = node.localToScene(node.getBoundsInLocal());
        return new Point2D(bounds.getCenterX(), bounds.getCenterY());
    }

    private static Point2D onScreen(Node node) {
        var bounds = node.localToScreen(node.getBoundsInLocal());
        return new Point2D(bounds.getCenterX(), bounds.getCenterY());
    }

    private static TKDropTargetListener target(Node node) {
        try {
            var peer = SceneHelper.getPeer(node.getScene());
            var field = field(peer.getClass());
            field.setAccessible(true);
            return (TKDropTargetListener) field.get(peer);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(Class<?> type) throws NoSuchFieldException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (var field : at.getDeclaredFields()) {
                if (field.getName().equals("dropTargetListener")) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException("dropTargetListener");
    }

    /// A clipboard that holds files.
    private static final class Held implements TKClipboard {

        private final Map<DataFormat, Object> content = new HashMap<>();

        Held(List<File> files) {
            content.put(DataFormat.FILES, files);
        }

        @Override
        public Set<DataFormat> getContentTypes() {
            return content.keySet();
        }

        @SafeVarargs
        @Override
        public final boolean putContent(Pair<DataFormat, Object>... added) {
            for (var pair : added) {
                content.put(pair.getKey(), pair.getValue());
            }
            return true;
        }

        @Override
        public @Nullable Object getContent(DataFormat format) {
            return content.get(format);
        }

        @Override
        public boolean hasContent(DataFormat format) {
            return content.containsKey(format);
        }

        @Override
        public Set<TransferMode> getTransferModes() {
            return EnumSet.of(TransferMode.COPY, TransferMode.MOVE, TransferMode.LINK);
        }

        @Override
        public void setDragView(Image image) {}

        @Override
        public void setDragViewOffsetX(double offset) {}

        @Override
        public void setDragViewOffsetY(double offset) {}

        @Override
        public @Nullable Image getDragView() {
            return null;
        }

        @Override
        public double getDragViewOffsetX() {
            return 0;
        }

        @Override
        public double getDragViewOffsetY() {
            return 0;
        }
    }
}
