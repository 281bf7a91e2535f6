package org.gru4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {
    @TempDir
    Path directory;

    private Path proc;
    private Path mount;

    @BeforeEach
    void makeDirectories() throws IOException {
        proc = Files.createDirectory(directory.resolve("proc"));
        mount = Files.createDirectory(directory.resolve("cgroup"));
    }

    @Test
    void readsTheQuotaOfTheProcessItself() throws IOException {
        unified("/", "/service");
        group("service", "150000 100000");
        assertEquals(OptionalInt.of(2), processors());
    }

    @Test
    void takesTheLeastOfAllGroupsAbove() throws IOException {
        unified("/", "/pod/container/inner");
        group("pod", "300000 100000");
        group("pod/container", "800000 100000");
        group("pod/container/inner", "max 100000");
        assertEquals(OptionalInt.of(3), processors());
    }

    @Test
    void grantsOneProcessorForAPartOfOne() throws IOException {
        unified("/", "/service");
        group("service", "1000 100000");
        assertEquals(OptionalInt.of(1), processors());
    }

    @Test
    void readsVersionOneOfControlGroups() throws IOException {
        write(
                proc.resolve("mountinfo"),
                "31 23 0:27 / " + mount + " rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                        + "32 23 0:28 / /nowhere rw,relatime - cgroup cgroup rw,memory\n");
        write(proc.resolve("cgroup"), "9:memory:/other\n4:cpu,cpuacct:/pod/container\n0::/unified\n");
        write(mount.resolve("pod/cpu.cfs_quota_us"), "400000\n");
        write(mount.resolve("pod/cpu.cfs_period_us"), "100000\n");
        write(mount.resolve("pod/container/cpu.cfs_quota_us"), "-1\n");
        write(mount.resolve("pod/container/cpu.cfs_period_us"), "100000\n");
        assertEquals(OptionalInt.of(4), processors());
    }

    @Test
    void findsTheGroupOfAContainerThatSeesItsOwnPartOfTheHierarchy() throws IOException {
        unified("/docker/4711", "/docker/4711/inner");
        group("inner", "200000 100000");
        assertEquals(OptionalInt.of(2), processors());
    }

    @Test
    void takesTheMountPointWhereTheGroupIsNotSeen() throws IOException {
        unified("/", "/elsewhere/4711");
        write(mount.resolve("cpu.max"), "500000 100000\n");
        assertEquals(OptionalInt.of(5), processors());
    }

    @Test
    void knowsOfNoneWithoutLimitsOrOutsideOfLinux() throws IOException {
        assertEquals(OptionalInt.empty(), processors());
        unified("/", "/service");
        group("service", "max 100000");
        assertEquals(OptionalInt.empty(), processors());
        write(proc.resolve("mountinfo"), "not a mount\n");
        assertEquals(OptionalInt.empty(), processors());
    }

    private OptionalInt processors() {
        return new CpuQuota(proc).processors();
    }

    private void unified(String root, String group) throws IOException {
        write(
                proc.resolve("mountinfo"),
                "24 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 23 0:26 " + root + " " + mount
                        + " rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");
        write(proc.resolve("cgroup"), "0::" + group + "\n");
    }

    private void group(String path, String cpuMax) throws IOException {
        write(mount.resolve(path).resolve("cpu.max"), cpuMax + "\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
