package stillroom.index.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Counts what comes out of one container, whatever lies within what: see [Limits#unpacked].
final class Unpacked {

    private final long most;
    private long bytes;

    Unpacked(Limits limits) {
        most = limits.unpacked();
    }

    /// Returns `part`, which throws [OverLimit] where the container gets too large.
    InputStream counted(InputStream part) {
        return new FilterInputStream(part) {

            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] buffer, int start, int length) throws IOException {
                int read = super.read(buffer, start, length);
                count(Math.max(0, read));
                return read;
            }
        };
    }

    private void count(int more) {
        bytes += more;
        if (bytes > most) {
            throw new OverLimit("more than " + (most >> 20) + " MiB unpacked");
        }
    }
}
