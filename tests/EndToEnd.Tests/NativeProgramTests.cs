using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>What is published is machine code throughout, and nothing of it is made while it runs: so the service (Tui/Service) is denied memory that can be written and executed.</summary>
public sealed class NativeProgramTests : IDisposable
{
    private static readonly string? Strace = ExternalProgram.Find("strace");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What systemd's MemoryDenyWriteExecute denies: memory that is both, and memory that becomes executable.</summary>
    [Fact]
    public void It_needs_no_memory_that_can_be_written_and_executed()
    {
        Assert.SkipWhen(Pdns.IsHosted, "the variable PDNS_PROGRAM names no published program; one that is built compiles while it runs");
        Assert.SkipWhen(Strace is null, "strace is not installed");
        string[][] commands =
        [
            ["ingest", Path.Combine(TestFolders.TestData, "captures"), "-q"], ["lookup", "*.bookshop.example"], ["search", "--regex", "^w"], ["domains"], ["compact"], ["verify"], ["export", "--all"],
        ];

        Assert.All(commands, command => Assert.Empty(Denied([.. Pdns.Command([.. command, "-a", _folder.Archive])])));
    }

    /// <summary>As built, code is compiled into such memory: so the watch sees what there is.</summary>
    [Fact]
    public void The_watch_sees_what_is_compiled()
    {
        Assert.SkipWhen(Strace is null, "strace is not installed");

        Assert.NotEmpty(Denied([.. Pdns.HostedCommand(["--version"])]));
    }

    /// <summary>Runs a command that must end well.</summary>
    /// <returns>The calls that would be denied.</returns>
    private List<string> Denied(string[] command)
    {
        var calls = _folder.At("calls");
        var (code, output, errors) = ExternalProgram.Run(
            Strace!, ["-f", "--seccomp-bpf", "-qq", "-e", "trace=mmap,mprotect,pkey_mprotect", "-e", "signal=none", "-o", calls, .. command], "");

        Assert.True(code == 0, $"{string.Join(' ', command)}: {code}: {output}{errors}");
        return [.. File.ReadLines(calls).Where(call =>
            call.Contains("PROT_EXEC", StringComparison.Ordinal)
            && (call.Contains("PROT_WRITE", StringComparison.Ordinal) || call.Contains("mprotect(", StringComparison.Ordinal)))];
    }
}
