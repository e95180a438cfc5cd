package stillroom.app.ingest;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes those who wait for something to do. Who counts the rings before he looks for work and
/// finds none cannot miss one that came meanwhile.
final class Bell {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private long rings;

    long rings() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    void ring() {
        lock.lock();
        try {
            rings++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there was a ring after the first `heard` ones.
    void await(long heard) {
        lock.lock();
        try {
            while (rings == heard) {
                rung.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
