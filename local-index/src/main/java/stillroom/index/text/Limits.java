package stillroom.index.text;

import java.time.Duration;

/// What one file may cost before it is given up: the one place for such numbers.
///
/// @param bytes size of the file; more takes longer to read than `time` allows on a slow disk
/// @param pages pages, slides, sheets or chapters; more is made by machines, not for reading
/// @param characters text in all, which is held in memory by both processes (two bytes each)
/// @param unpacked bytes that may come out of one container, attachments included: far more than
///   any book needs, far less than a bomb makes
/// @param depth how deep documents may lie within documents: a letter in an archive in a message
///   that was forwarded twice
/// @param time the slowest ordinary file takes a tenth of it on a slow machine
/// @param heapMegabytes memory of the child: what the worst ordinary file needs, twice
/// @param picturePages pictures of pages that are read in one file: an hour's work
/// @param pictureTime for one of them; an ordinary one takes a second or two
/// @param stackMegabytes stack of the thread that reads: documents may nest some thousand levels
record Limits(
        long bytes,
        int pages,
        int characters,
        long unpacked,
        int depth,
        Duration time,
        int picturePages,
        Duration pictureTime,
        int heapMegabytes,
        int stackMegabytes) {

    static final Limits STANDARD =
            new Limits(
                    1L << 30,
                    20_000,
                    20_000_000,
                    1L << 30,
                    5,
                    Duration.ofSeconds(60),
                    1_000,
                    Duration.ofSeconds(60),
                    512,
                    16);
}
