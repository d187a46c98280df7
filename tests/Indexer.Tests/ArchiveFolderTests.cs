using System.Diagnostics;
using Xunit;

namespace PassiveDns.Indexer.Tests;

public class ArchiveFolderTests
{
    [Fact]
    public void No_folder_is_told_with_the_command_that_makes_one()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<ArchiveException>(() => Archive.OpenRead(folder["none.pdns"]));

        Assert.Equal($"No archive at {folder["none.pdns"]}. Make one with: pdns ingest PATH -a {folder["none.pdns"]}", refusal.Message);
        Assert.False(Directory.Exists(folder["none.pdns"]));
    }

    [Theory]
    [InlineData("notes.txt", "a folder with somebody's files")]
    [InlineData("runs", "an archive that lost its manifest must not be swept")]
    public void A_folder_that_is_no_archive_is_refused_and_left_as_it_is(string name, string why)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[name]);

        Assert.Contains("is no archive", Assert.Throws<ArchiveException>(() => Archive.OpenRead(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains($"but {name}", Assert.Throws<ArchiveException>(() => Archive.OpenOrCreate(folder.Path)).Message, StringComparison.Ordinal);
        Assert.True(Directory.GetFileSystemEntries(folder.Path).Length == 1, why);
    }

    [Fact]
    public void A_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.pdns"], "text");

        Assert.Contains("is a file", Assert.Throws<ArchiveException>(() => Archive.OpenOrCreate(folder["a.pdns"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_becomes_an_empty_archive()
    {
        using var folder = new TemporaryFolder();

        using (var archive = Archive.OpenOrCreate(folder.Path)) Assert.Equal((0L, 0), (archive.Generation, archive.Sources.Count));
        using var again = Archive.OpenRead(folder.Path);

        Assert.NotEqual(Guid.Empty, again.Id);
        Assert.False(again.IsWritable);
    }

    [Fact]
    public void A_path_through_a_folder_that_is_not_there_and_back_is_resolved_in_its_text()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "none", "..", "a.pdns");

        using (Archive.OpenOrCreate(path)) Assert.Throws<ArchiveLockedException>(() => Archive.OpenOrCreate(path));

        using var archive = Archive.OpenRead(folder["a.pdns"]);
    }

    [Fact]
    public void The_next_writer_sweeps_what_the_manifest_does_not_name_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        using (Make.Archive(folder.Path, new ObservedSource(Make.Source(1), [Make.A("a.example.", "192.0.2.1")])))
        {
        }

        string[] swept = [folder["runs/000007.rrset"], folder["runs/000007.rdata"], folder["runs/tmp/000000.rrset"], folder["MANIFEST.json.new"]];
        string[] kept = [folder["runs/000001.rrset"], folder["runs/000001.rdata"], folder["runs/notes.txt"], folder["case.db"]];
        Directory.CreateDirectory(folder["runs/tmp"]);
        foreach (var path in swept.Concat(kept.Skip(2))) File.WriteAllText(path, "left over");

        using (Archive.OpenRead(folder.Path)) Assert.All(swept.Concat(kept), path => Assert.True(File.Exists(path), path));
        using (Archive.OpenOrCreate(folder.Path))
        {
            Assert.All(swept, path => Assert.False(File.Exists(path), path));
            Assert.All(kept, path => Assert.True(File.Exists(path), path));
        }
    }

    [Fact]
    public void One_process_writes_and_others_are_told_who()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the second process is Linux's flock(1)");
        using var folder = new TemporaryFolder();
        using (Archive.OpenOrCreate(folder.Path))
        {
            Assert.Equal(1, Flock(folder["LOCK"], "true").Exit());
            var here = Assert.Throws<ArchiveLockedException>(() => Archive.OpenOrCreate(folder.Path));
            Assert.Contains($"another process (process {Environment.ProcessId}, PassiveDns.Indexer.Tests, since 2", here.Message, StringComparison.Ordinal);
            using var reader = Archive.OpenRead(folder.Path);
        }

        Assert.Equal(0, Flock(folder["LOCK"], "true").Exit());
        using var holder = Flock(folder["LOCK"], "sh", "-c", "echo held; read end");
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.Throws<ArchiveLockedException>(() => Archive.OpenOrCreate(folder.Path));
        holder.StandardInput.Close();
        holder.Exit();
        using var next = Archive.OpenOrCreate(folder.Path);
    }

    private static Process Flock(string file, params string[] command) => Process.Start(new ProcessStartInfo("flock", ["-n", file, .. command])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}

file static class ProcessExit
{
    public static int Exit(this Process process)
    {
        process.WaitForExit();
        return process.ExitCode;
    }
}
