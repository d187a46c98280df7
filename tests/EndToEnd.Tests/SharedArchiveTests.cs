using System.Diagnostics;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>One archive and several who want it: one writer, any number of readers, media that cannot be written.</summary>
public sealed class SharedArchiveTests : IDisposable
{
    private static readonly string Captures = Path.Combine(TestFolders.TestData, "captures");
    private static readonly string Clients = Path.Combine(Captures, "resolver-clients-day8.pcap");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_writer_says_who_holds_a_locked_archive()
    {
        Assert.Equal(0, Pdns.Run("ingest", Clients, "-a", _folder.Archive).ExitCode);
        var lockFile = Path.Combine(_folder.Archive, "LOCK");
        var before = File.GetLastWriteTimeUtc(lockFile);
        using var writer = Pdns.Start(["ingest", "-", "-a", _folder.Archive]); // waits for its standard input
        Assert.True(SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(lockFile) != before, TimeSpan.FromSeconds(60)), "the writer never took the lock");

        Assert.True(OperatingSystem.IsWindows() || SpinWait.SpinUntil(
            () => InProcess.Run("compact", "-a", _folder.Archive).Errors.Contains("(process", StringComparison.Ordinal), TimeSpan.FromSeconds(60)), "the lock says nothing");
        string[][] writers = [["ingest", Captures], ["compact"], ["sources", "remove", Clients], ["rollup", "--before", "2030-01-01"]];
        foreach (var arguments in writers)
        {
            var result = InProcess.Run([.. arguments, "-a", _folder.Archive]);

            Assert.Equal((6, ""), (result.ExitCode, result.Output));
            var sentence = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
            if (!OperatingSystem.IsWindows())
                Assert.Matches($@"is being written to by another process \(process {writer.Id}, pdns ingest, since 2\S+Z\)\. Wait until it ends, or read without writing\.$", sentence);
        }

        string[][] readers = [["lookup", "*"], ["sources"], ["info"], ["verify"], ["export"], ["sources", "remove", Clients, "--dry-run"], ["rollup", "--before", "2030-01-01", "--dry-run"]];
        foreach (var arguments in readers) Assert.Equal(0, InProcess.Run([.. arguments, "-a", _folder.Archive]).ExitCode);
        writer.StandardInput.Close();
        writer.StandardOutput.ReadToEnd();
        writer.WaitForExit();
    }

    [Fact]
    public void An_archive_that_cannot_be_written_answers_everything_and_stays_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "its read-only folders can be written to");
        Assert.Equal(0, InProcess.Run("ingest", Captures, "-q", "-a", _folder.Archive).ExitCode);
        Chmod("a-w,a+rX", _folder.Archive);
        Chmod("a+rx", _folder.Path, recursive: false);
        var before = Listing();

        string[][] readers =
        [
            ["lookup", "www.*"], ["lookup", "203.0.113.0/24", "--format", "jsonl"], ["subdomains", "example"], ["search", "harbor"], ["search", "--regex", "^w"],
            ["timeline", "parcel-tracking.example"], ["pivot", "parcel-tracking.example"], ["diff", "--from", "2026-11-16", "--to", "2026-11-23"],
            ["evidence", "parcel-tracking.example"], ["sources"], ["info"], ["verify"], ["export", "--all"], ["sources", "remove", Clients, "--dry-run"],
            ["rollup", "--before", "2030-01-01", "--dry-run"],
        ];
        foreach (var arguments in readers)
        {
            var (code, output, errors) = RunUnprivileged([.. arguments, "-a", _folder.Archive]);
            Assert.True(code == 0 && output.Length > 0, $"{string.Join(' ', arguments)}: {code} {errors}");
        }

        if (UserWithoutRights().Length > 0)
        {
            string[][] writers = [["ingest", Clients], ["compact"], ["sources", "remove", Clients], ["rollup", "--before", "2030-01-01"]];
            foreach (var arguments in writers)
            {
                var (code, output, errors) = RunUnprivileged([.. arguments, "-a", _folder.Archive]);
                Assert.True(code == 5 && output.Length == 0, $"{string.Join(' ', arguments)}: {code} {output}");
                Assert.Contains(_folder.Archive, Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
            }
        }

        Assert.Equal(before, Listing());
        Chmod("u+w", _folder.Archive); // so that the folder can be deleted
    }

    /// <summary>Names, lengths and times of all there is.</summary>
    private List<string> Listing() =>
        [.. new DirectoryInfo(_folder.Archive).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Select(entry => $"{entry.FullName} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal)];

    private static void Chmod(string mode, string path, bool recursive = true)
    {
        using var chmod = Process.Start("chmod", recursive ? ["-R", mode, path] : [mode, path]);
        chmod.WaitForExit();
    }

    private static (int ExitCode, string Output, string Errors) RunUnprivileged(string[] arguments)
    {
        string[] command = [.. UserWithoutRights(), .. Pdns.Command(arguments)];
        return ExternalProgram.Run("/usr/bin/env", ["-u", "PDNS_ARCHIVE", .. command], "");
    }

    /// <summary>Root may write anything: where tests run as root, what makes a command run as nobody, if it can read the program then.</summary>
    private static string[] UserWithoutRights()
    {
        if (Environment.UserName != "root" || ExternalProgram.Find("setpriv") is not { } setpriv) return [];
        string[] nobody = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"];
        return ExternalProgram.Run("/usr/bin/env", [.. nobody, .. Pdns.Command(["--version"])], "").ExitCode == 0 ? nobody : [];
    }
}
