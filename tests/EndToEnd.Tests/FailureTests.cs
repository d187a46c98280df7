using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>What can go wrong gives one clear sentence and its exit code, and nothing of the rest is lost.</summary>
public sealed class FailureTests : IDisposable
{
    private static readonly string Good = Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap");
    private static readonly string Damaged = Path.Combine(TestFolders.TestData, "damaged");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string[], string> WrongUsage => new()
    {
        { "no command", [], "pdns: " },
        { "no such command", ["lokup", "example.com"], "lokup" },
        { "no such option", ["lookup", "example.com", "--colour"], "--colour" },
        { "nothing to look up", ["lookup"], "WHAT" },
        { "a time that is none", ["lookup", "example.com", "-A", "yesterday"], "'yesterday' is no time" },
        { "a type that is none", ["lookup", "example.com", "-t", "AA"], "'AA' is no record type" },
        { "a key that is none", ["lookup", "example.com", "-k", "size"], "'size' is no sort key" },
        { "a limit that is none", ["lookup", "example.com", "-l", "-5"], "-5" },
        { "an address that is none", ["lookup", "192.0.2.0/33"], "no address, network or range" },
        { "a name that is none", ["lookup", "a..b"], "no domain name" },
        { "both ways to sort", ["lookup", "example.com", "-s", "-S"], "exclude each other" },
        { "a format that is none", ["lookup", "example.com", "--format", "xml"], "'xml' is no output format" },
        { "two kinds of pattern", ["search", "a", "--glob", "--regex"], "exclude each other" },
        { "a port that is none", ["ingest", "x", "--port", "70000"], "70000" },
        { "an archive without a name", ["ingest", "x", "-a", ""], "--archive names no folder" },
        { "a merged archive without a name", ["merge", "x", "-a", ""], "--archive names no folder" },
        { "control characters come back as text", ["lookup", "a\e[2Jb"], @"a\u{1b}[2Jb" },
    };

    [Theory, MemberData(nameof(WrongUsage))]
    public void Wrong_usage_is_one_sentence_and_2(string why, string[] arguments, string part)
    {
        var result = Pdns.Run(arguments);

        Assert.True(result.ExitCode == 2, $"{why}: {result}");
        Assert.Equal("", result.Output);
        var sentence = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.Contains(part, sentence, StringComparison.Ordinal);
        Assert.Contains("--help", sentence, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, int, string> BadInput => new()
    {
        { "text", "text.pcap", 3, "found text" },
        { "empty", "empty.pcap", 3, "empty" },
        { "half a file header", "cut-in-file-header.pcap", 3, "octet" },
        { "cut in mid-record", "cut-in-record.pcap", 3, "end of the file" },
        { "an absurd length", "caplen-absurd.pcap", 3, "octet" },
        { "half a gzip file", "cut.pcap.gz", 3, "octet" },
        { "a flipped octet in zstd", "octet-flipped.pcap.zst", 3, "octet" },
        { "no section header", "no-section-header.pcapng", 3, "expected" },
        { "nothing of that name", "there-is-no.pcap", 5, "no such file" },
    };

    [Theory, MemberData(nameof(BadInput))]
    public void A_bad_file_is_one_sentence_and_the_good_ones_are_kept(string why, string file, int code, string part)
    {
        var bad = Path.Combine(Damaged, file);

        var result = Pdns.Run("ingest", bad, Good, "-a", _folder.Archive);

        Assert.True(result.ExitCode == code, $"{why}: {result}");
        var sentences = result.Errors.TrimEnd('\n').Split('\n');
        Assert.InRange(sentences.Length, 1, 2); // what damage decompressed to may be no record: that is passed over and told before the checksum is
        Assert.All(sentences, sentence => Assert.StartsWith(bad, sentence, StringComparison.Ordinal));
        Assert.Contains(part, sentences[^1], StringComparison.Ordinal);
        Assert.Contains("172 frames = ", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, Pdns.Run("lookup", "*", "--fail-empty", "-a", _folder.Archive).ExitCode);
    }

    [Fact]
    public void Standard_input_that_is_closed_is_one_sentence_and_5()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere nobody can tell a closed input from a silent one");

        var (code, _, errors) = ExternalProgram.Run(
            "/bin/sh", ["-c", $"dotnet {Path.Combine(AppContext.BaseDirectory, "pdns.dll")} ingest - -a {_folder.Archive} <&-"], "");

        Assert.Equal(5, code);
        Assert.Equal("-: standard input is closed", Assert.Single(errors.TrimEnd('\n').Split('\n')));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_name_that_is_not_UTF_8_is_one_sentence_and_the_good_files_are_kept(bool byItsFolder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere names are Unicode");
        Directory.CreateDirectory(_folder.At("in"));
        File.Copy(Good, _folder.At("in/good.pcap"));
        var pdns = $"{Pdns.InShell} ingest -a {_folder.Archive}";
        var bad = $"\"{_folder.At("in")}/$(printf 'b\\351d.pcap')\"";

        var (code, output, errors) = ExternalProgram.Run(
            "/bin/sh", ["-c", $"cp {Good} {bad}; {pdns} {(byItsFolder ? _folder.At("in") : $"{bad} {_folder.At("in/good.pcap")}")}; code=$?; rm {bad}; exit $code"], "");

        Assert.Equal(3, code);
        Assert.Contains("its name is not valid UTF-8 and cannot be used to open it; rename it", Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Contains("172 frames = ", output, StringComparison.Ordinal);
    }

    /// <summary>A file system of 4 GiB a file, say: what .NET throws then is no IOException.</summary>
    [Fact]
    public void A_run_that_gets_too_long_is_one_sentence_and_5()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is set by a Unix shell");
        var script = $"trap '' XFSZ; ulimit -f 1; {Pdns.InShell} ingest '{Good}' -q -a '{_folder.Archive}'";

        var (code, output, errors) = ExternalProgram.Run("/bin/sh", ["-c", script], "", ("DOTNET_EnableDiagnostics", "0"), ("DOTNET_EnableWriteXorExecute", "0"));

        Assert.Equal((5, ""), (code, output));
        var sentence = Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.Contains("longer than the file system or a limit allows", sentence, StringComparison.Ordinal);
        Assert.Equal(0, Pdns.Run("ingest", Good, "-q", "-a", _folder.Archive).ExitCode); // nothing stands in its way
    }

    [Fact]
    public void An_archive_given_as_a_capture_is_one_sentence_and_3()
    {
        Assert.Equal(0, Pdns.Run("ingest", Good, "-a", _folder.Archive).ExitCode);

        var result = Pdns.Run("ingest", _folder.Archive, "-a", _folder.At("other.pdns"));

        Assert.Equal(3, result.ExitCode);
        Assert.EndsWith("expected captures, found an archive; pdns merge puts archives together", Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_before_the_damage_is_kept()
    {
        var result = Pdns.Run("ingest", Path.Combine(Damaged, "cut-in-record.pcap"), "-a", _folder.Archive);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("6 frames = ", result.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Pdns.Run("export", "--all", "-a", _folder.Archive).Lines);
    }

    public static TheoryData<string, string> NoArchives => new()
    {
        { "nothing there", "none.pdns" },
        { "a folder with other things", "other" },
        { "a file", "file" },
        { "a manifest that is none", "broken.pdns" },
    };

    [Theory, MemberData(nameof(NoArchives))]
    public void An_archive_that_is_none_is_one_sentence_and_4(string why, string name)
    {
        Directory.CreateDirectory(_folder.At("other"));
        _folder.Write(Path.Combine("other", "letter.txt"), "dear sir"u8);
        _folder.Write("file", "text"u8);
        Directory.CreateDirectory(_folder.At("broken.pdns"));
        _folder.Write(Path.Combine("broken.pdns", "MANIFEST.json"), "{\"format\":1"u8);

        foreach (var arguments in new[] { ["lookup", "example.com"], ["export"], ["sources"], ["info"], ["subdomains", "com"], ["timeline", "x"], ["pivot", "x"], ["diff", "--from", "1w..", "--to", "1w.."], (string[])["search", "x"] })
        {
            var result = Pdns.Run([.. arguments, "-a", _folder.At(name)]);

            Assert.True(result.ExitCode == 4, $"{why}, {arguments[0]}: {result}");
            Assert.Equal("", result.Output);
            Assert.Contains(name, Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_that_holds_other_things_is_not_made_an_archive()
    {
        Directory.CreateDirectory(_folder.At("other"));
        _folder.Write(Path.Combine("other", "letter.txt"), "dear sir"u8);

        var result = Pdns.Run("ingest", Good, "-a", _folder.At("other"));

        Assert.Equal(4, result.ExitCode);
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(_folder.At("other")).Select(Path.GetFileName));
    }

    [Fact]
    public void An_archive_that_is_written_to_is_locked_for_writers_only()
    {
        Assert.Equal(0, Pdns.Run("ingest", Good, "-a", _folder.Archive).ExitCode);
        var lockFile = Path.Combine(_folder.Archive, "LOCK");
        var before = File.GetLastWriteTimeUtc(lockFile);
        using var writer = Pdns.Start(["ingest", "-", "-a", _folder.Archive]); // waits for its standard input
        Assert.True(SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(lockFile) != before, TimeSpan.FromSeconds(30)), "the writer never took the lock");

        var second = Pdns.Run("ingest", Good, "-a", _folder.Archive);
        var reader = Pdns.Run("export", "-a", _folder.Archive);

        Assert.Equal(6, second.ExitCode);
        Assert.Contains("another process", Assert.Single(second.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(0, reader.ExitCode);
        writer.StandardInput.Close();
        writer.StandardOutput.ReadToEnd();
        writer.WaitForExit();
        Assert.Equal(3, writer.ExitCode); // standard input was empty
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_export_quietly()
    {
        Assert.Equal(0, Pdns.Run("ingest", Path.Combine(TestFolders.TestData, "captures"), "-a", _folder.Archive).ExitCode);
        using var export = Pdns.Start(["export", "--all", "--format", "jsonl", "-a", _folder.Archive]);

        export.StandardOutput.ReadLine();
        export.StandardOutput.Close();

        Assert.Equal("", export.StandardError.ReadToEnd());
        export.WaitForExit();
        Assert.Equal(0, export.ExitCode);
    }

    [Fact]
    public void An_interruption_keeps_what_had_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        using var ingest = Pdns.Start(["ingest", Good, "-", "-a", _folder.Archive]);
        Assert.Contains("resolver-clients-day8", ingest.StandardOutput.ReadLine(), StringComparison.Ordinal);

        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{ingest.Id}"])) kill.WaitForExit();
        ingest.StandardInput.Close(); // as when the shell interrupts the whole pipeline
        ingest.StandardOutput.ReadToEnd();
        ingest.WaitForExit();

        Assert.Equal(130, ingest.ExitCode);
        Assert.Single(Pdns.Run("sources", "--format", "jsonl", "-a", _folder.Archive).Lines);
    }
}
