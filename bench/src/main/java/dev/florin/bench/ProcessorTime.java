package dev.florin.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What processors have spent so far: on this process, and on PostgreSQL with all its sessions where it runs on this machine
 * and the machine is a Linux.
 */
final class ProcessorTime {
    /** Linux counts processor time for programs in hundredths of a second. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    /** Fields of /proc/…/stat behind the name: state is 0, the parent 1, then times of its own and of ended children. */
    private static final int PARENT = 1;

    private static final int OWN_USER = 11;
    private static final int OWN_SYSTEM = 12;
    private static final int ENDED_USER = 13;
    private static final int ENDED_SYSTEM = 14;

    private final long postmaster;

    private ProcessorTime(long postmaster) {
        this.postmaster = postmaster;
    }

    /** The processor time of the server that {@code session} belongs to, a process number that PostgreSQL tells. */
    static ProcessorTime ofServer(long session) {
        // On another machine the number is nobody's here, or a stranger's.
        List<String> stat = stat(session);
        return new ProcessorTime(isPostgres(session) ? Long.parseLong(stat.get(PARENT)) : 0);
    }

    private static boolean isPostgres(long process) {
        try {
            return Files.readString(Path.of("/proc/" + process + "/comm")).startsWith("postgres");
        } catch (IOException e) {
            return false;
        }
    }

    /** Nanoseconds that another process has used; 0 where it cannot be seen. */
    static long ofProcess(long process) {
        return ticks(stat(process), OWN_USER, OWN_SYSTEM) * NANOS_PER_TICK;
    }

    /** Nanoseconds that this process has used. */
    static long ofJava() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Nanoseconds that PostgreSQL has used, its ended sessions included; 0 where it cannot be seen. */
    long ofPostgres() {
        if (postmaster == 0) {
            return 0;
        }
        long ticks = ticks(stat(postmaster), OWN_USER, OWN_SYSTEM, ENDED_USER, ENDED_SYSTEM);
        for (long child : children(postmaster)) {
            ticks += ticks(stat(child), OWN_USER, OWN_SYSTEM);
        }
        return ticks * NANOS_PER_TICK;
    }

    private static List<Long> children(long parent) {
        try (Stream<Path> files = Files.list(Path.of("/proc"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(process -> {
                        List<String> stat = stat(process);
                        return !stat.isEmpty() && Long.parseLong(stat.get(PARENT)) == parent;
                    })
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long ticks(List<String> stat, int... fields) {
        long sum = 0;
        for (int field : fields) {
            sum += stat.isEmpty() ? 0 : Long.parseLong(stat.get(field));
        }
        return sum;
    }

    /** The fields behind the name, which may itself contain blanks; empty where there is no such process. */
    private static List<String> stat(long process) {
        try {
            String line = Files.readString(Path.of("/proc/" + process + "/stat"));
            return List.of(line.substring(line.lastIndexOf(')') + 2).strip().split(" "));
        } catch (IOException e) {
            return List.of();
        }
    }
}
