using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Standard input without end: what is ingested from it takes time, but no more memory.</summary>
public sealed class StreamTests : IDisposable
{
    private const long AllOctets = 20_000_000_000, SettledAfter = 1_000_000_000;
    private const long Budget = (256 + 128) << 20; // de-duplication, and all else
    private const long Margin = 32 << 20; // what the collector lets lie about, more or less

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Twenty_gigabytes_through_standard_input_are_counted_exactly_in_flat_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak of another process's memory is read from /proc");
        var capture = new LoopedCapture();

        var (settled, peak) = Ingest(capture);

        Assert.True(peak <= Budget, $"{peak:N0} octets of memory at the end");
        Assert.True(peak - settled <= Margin, $"{settled:N0} octets of memory after the first gigabyte, {peak:N0} at the end");
        var source = JsonDocument.Parse(Pdns.Run("sources", "--format", "jsonl", "-a", _folder.Archive).Output).RootElement;
        Assert.Equal(capture.Octets, source.GetProperty("octets").GetInt64());
        Assert.Equal(capture.Frames, source.GetProperty("frames_read").GetInt64());
        Assert.Equal(capture.Frames, source.GetProperty("frames").EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
        Assert.Equal(Expected(capture), Pdns.Run("export", "--all", "-a", _folder.Archive).Lines.Select(Said).Order(StringComparer.Ordinal));
    }

    private (long Settled, long Peak) Ingest(LoopedCapture capture)
    {
        using var process = Pdns.Start(["ingest", "-", "-q", "--no-index", "-a", _folder.Archive]);
        var errors = process.StandardError.ReadToEndAsync();
        var input = process.StandardInput.BaseStream;
        capture.WriteHeader(input);
        while (capture.Octets < SettledAfter) capture.WriteBlock(input);
        var settled = PeakMemory(process) ?? 0;
        while (capture.Octets < AllOctets) capture.WriteBlock(input);
        input.Close();

        var peak = settled;
        while (PeakMemory(process) is { } seen)
        {
            peak = seen;
            process.WaitForExit(5);
        }

        process.WaitForExit();
        Assert.Equal((0, ""), (process.ExitCode, errors.GetAwaiter().GetResult()));
        return (settled, peak);
    }

    /// <summary>The greatest resident set so far, octets; null when the process has ended.</summary>
    private static long? PeakMemory(Process process)
    {
        process.Refresh();
        try
        {
            return process.HasExited || process.PeakWorkingSet64 is 0 ? null : process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return null; // between the two questions
        }
    }

    /// <summary>Name i is asked in blocks i, i + 100, i + 200 ...</summary>
    private static IEnumerable<string> Expected(LoopedCapture capture) =>
        Enumerable.Range(0, LoopedCapture.Names).Select(i =>
        {
            var count = (capture.Blocks - i + LoopedCapture.Names - 1) / LoopedCapture.Names;
            var first = LoopedCapture.FirstSecond + i;
            return $"{LoopedCapture.Name(i)} {LoopedCapture.Address(i)} {count} {first} {first + ((count - 1) * LoopedCapture.Names)}";
        }).Order(StringComparer.Ordinal);

    private static string Said(string line)
    {
        var rrset = JsonDocument.Parse(line).RootElement;
        return $"{rrset.GetProperty("rrname")} {Assert.Single(rrset.GetProperty("rdata").EnumerateArray().ToList())} "
            + $"{rrset.GetProperty("count")} {rrset.GetProperty("time_first")} {rrset.GetProperty("time_last")}";
    }
}
