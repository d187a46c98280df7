using System.Diagnostics;
using System.Globalization;
using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>Captures of other people's, read where they are.</summary>
public class OutsideCaptureTests
{
    private static readonly string[] NoCaptures = [".tsv", ".gz.truth.tsv", ".truth.tsv.gz", ".py", ".md"];

    [Fact]
    public void Frames_are_counted_as_capinfos_counts_them()
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        Assert.SkipUnless(HasCapinfos(), "capinfos (Debian package wireshark-common) is not installed");

        var compared = 0;
        foreach (var path in CapturesIn("captures"))
        {
            if (CountFrames(path) is not { } counted) continue;
            Assert.True(CapinfosCount(path) == counted, $"{path}: capinfos counts {CapinfosCount(path)}, read {counted}");
            compared++;
        }

        Assert.True(compared > 50, $"only {compared} captures were compared");
    }

    [Theory]
    [InlineData("captures")]
    [InlineData("malformed/captures")]
    [InlineData("malformed/captures-fuzz")]
    public void Every_file_is_read_or_refused_with_a_sentence(string folder)
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);

        var paths = CapturesIn(folder).ToList();

        Assert.NotEmpty(paths);
        Assert.Contains(paths, path => CountFrames(path) > 0);
    }

    private static IEnumerable<string> CapturesIn(string folder) =>
        Directory.EnumerateFiles(Path.Combine(TestFolders.Shared!, folder))
            .Where(path => !NoCaptures.Any(end => path.EndsWith(end, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    /// <summary>Frames in a capture; null when it is of a kind that is not read.</summary>
    private static long? CountFrames(string path)
    {
        using var source = SourceStream.OpenFile(path);
        try
        {
            using var capture = CaptureFile.Open(source, path);
            var frames = 0L;
            while (capture.TryRead(out _)) frames++;
            return frames;
        }
        catch (UnreadableFileException refusal)
        {
            Assert.StartsWith(path + ", octet 0: expected a capture", refusal.Message, StringComparison.Ordinal);
            return null;
        }
        finally
        {
            Assert.Equal(SourceStream.HashFile(path, CancellationToken.None), source.Finish());
        }
    }

    private static bool HasCapinfos() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "capinfos")));

    // "file<tab>count"; a file that ends in the middle of a record is counted as far as it goes, with a message on stderr.
    private static long CapinfosCount(string path)
    {
        using var capinfos = Process.Start(new ProcessStartInfo("capinfos", ["-T", "-M", "-r", "-c", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        capinfos.ErrorDataReceived += (_, _) => { };
        capinfos.BeginErrorReadLine();
        var line = capinfos.StandardOutput.ReadToEnd();
        capinfos.WaitForExit();
        return long.TryParse(line.Trim().Split('\t')[^1], CultureInfo.InvariantCulture, out var count) ? count : -1;
    }
}
