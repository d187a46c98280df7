using System.Diagnostics;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>An ingest of a long file that was killed goes on where it was, and comes to the same archive.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Copies = 300; // of the frames of one capture: a hundred thousand, so that there are several checkpoints

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_killed_ingest_goes_on_from_its_last_checkpoint()
    {
        var capture = LongCapture();
        Pdns.Run("ingest", capture, "-q", "-a", _folder.At("undisturbed.pdns"));
        var sound = Pdns.Run("export", "--all", "-a", _folder.At("undisturbed.pdns")).Output;
        Assert.NotEqual("", sound);

        var resumed = 0;
        for (var attempt = 0; attempt < 5 && resumed == 0; attempt++)
        {
            var archive = _folder.At($"killed{attempt}.pdns");
            KillBehindACheckpoint(capture, archive);

            var again = Pdns.Run("ingest", capture, "--checkpoint", "4096", "-a", archive);

            Assert.Equal(0, again.ExitCode);
            if (again.Errors.Contains("an earlier ingest came to frame", StringComparison.Ordinal)) resumed++;
            Assert.Equal(sound, Pdns.Run("export", "--all", "-a", archive).Output);
            Assert.False(Directory.Exists(Path.Combine(archive, "checkpoints")));
        }

        Assert.True(resumed > 0, "no ingest was killed between its first checkpoint and its end");
    }

    [Fact]
    public void A_file_that_has_changed_since_is_read_from_its_start()
    {
        var capture = LongCapture();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var archive = _folder.At($"killed{attempt}.pdns");
            KillBehindACheckpoint(capture, archive);
            if (!Directory.Exists(Path.Combine(archive, "checkpoints"))) continue; // it was through before it was killed
            var octets = File.ReadAllBytes(capture);
            octets[24] ^= 1; // the second of the first frame
            File.WriteAllBytes(capture, octets);
            Pdns.Run("ingest", capture, "-q", "-a", _folder.At("changed.pdns"));

            var again = Pdns.Run("ingest", capture, "--checkpoint", "4096", "-a", archive);

            Assert.Equal(0, again.ExitCode);
            Assert.Contains("what an earlier ingest saved cannot be used", again.Errors, StringComparison.Ordinal);
            Assert.Equal(Pdns.Run("export", "--all", "-a", _folder.At("changed.pdns")).Output, Pdns.Run("export", "--all", "-a", archive).Output);
            return;
        }

        Assert.Fail("no ingest was killed between its first checkpoint and its end");
    }

    /// <summary>The commit is done before the checkpoint is deleted: a process that dies between the two leaves it for nothing.</summary>
    [Fact]
    public void A_checkpoint_that_was_left_behind_a_commit_goes()
    {
        var capture = LongCapture();
        var archive = _folder.At("killed.pdns");
        var (checkpoints, aside) = (Path.Combine(archive, "checkpoints"), _folder.At("aside"));
        for (var attempt = 0; attempt < 5 && !Directory.Exists(aside); attempt++)
        {
            if (Directory.Exists(archive)) Directory.Delete(archive, recursive: true);
            KillBehindACheckpoint(capture, archive);
            if (Directory.Exists(checkpoints)) Directory.Move(checkpoints, aside);
        }

        Pdns.Run("ingest", capture, "-q", "-a", archive);
        Directory.Move(aside, checkpoints);

        var again = Pdns.Run("ingest", capture, "-q", "-a", archive);

        Assert.Equal(0, again.ExitCode);
        Assert.False(Directory.Exists(checkpoints));
    }

    /// <summary>The frames of one capture again and again.</summary>
    private string LongCapture()
    {
        const int fileHeader = 24;
        var one = File.ReadAllBytes(Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap"));
        using var all = new MemoryStream();
        all.Write(one.AsSpan(0, fileHeader));
        for (var i = 0; i < Copies; i++) all.Write(one.AsSpan(fileHeader));
        return _folder.Write("long.pcap", all.ToArray());
    }

    private static void KillBehindACheckpoint(string capture, string archive)
    {
        using var process = Pdns.Start(["ingest", capture, "-q", "--no-index", "--checkpoint", "4096", "-a", archive]);
        var patience = Stopwatch.StartNew();
        while (!process.HasExited && patience.Elapsed < TimeSpan.FromMinutes(1))
        {
            if (Directory.Exists(Path.Combine(archive, "checkpoints")) && Directory.GetFiles(archive, "state", SearchOption.AllDirectories).Length > 0) break;
            Thread.Sleep(1);
        }

        process.Kill();
        process.WaitForExit();
    }
}
