using System.Diagnostics;
using System.Globalization;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Screens;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Somebody presses all keys for a long time: three minutes, or as many as PDNS_SOAK_MINUTES says.</summary>
public sealed class UiSoakTests : IDisposable
{
    private const int Seed = 20_261_116;
    private const int KeysPerSend = 4;
    private const int RoundsPerCase = 30;
    private const int MostTabs = 30;
    private const double MostIdlePercent = 3;
    private const double MostGrowth = 1.1; // the last third's mean against the middle third's
    private const long Noise = 16 << 20;   // octets that the collector may give back later

    private static readonly TimeSpan BetweenSends = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private static readonly string[] Questions =
    [
        "parcel-tracking.example", "*.test", "203.0.113.0/24", "ns:ns1.silent-harbor.test", "~bookshop", "type:A count>1", "nothing.example", "/[", "after:2026-11-20 *",
    ];

    private static readonly Dictionary<string, string> TmuxNames = new(StringComparer.Ordinal)
    {
        ["Backspace"] = "BSpace", ["Esc"] = "Escape", ["Shift+Tab"] = "BTab", ["PageDown"] = "NPage", ["PageUp"] = "PPage",
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_keys_pressed_for_long_take_no_more_memory_and_no_time_afterwards()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory and time are read from /proc");
        var random = new Random(Seed);
        using var terminal = new TmuxTerminal(
            80, 24, $"sh -c 'cd {_folder.Path}; XDG_CONFIG_HOME={_folder.Path} exec {Pdns.InShell} open {Path.Combine(TestFolders.TestData, "captures")} -a {_folder.Archive}'");
        terminal.WaitFor("ask:");
        var process = int.Parse(TmuxTerminal.ProcessOf($"{Pdns.CommandLine} open .*{_folder.Archive}"), CultureInfo.InvariantCulture);
        var memory = new List<long>();

        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Length;)
        {
            Press(terminal, random);
            if (memory.Count % RoundsPerCase == RoundsPerCase - 1) BeginAnew(terminal);
            memory.Add(Memory(process));
            var lines = terminal.Screen().TrimEnd('\n').Split('\n');
            Assert.True(lines is [{ Length: > 0 }, ..] && lines.Length == 24 && lines[^1].Length > 0, string.Join('\n', lines));
            Thread.Sleep(BetweenSends);
        }

        var (middle, last) = (Mean(memory, 1), Mean(memory, 2));
        TestContext.Current.TestOutputHelper?.WriteLine($"{memory.Count} rounds; resident octets in thirds: {Mean(memory, 0):N0}, {middle:N0}, {last:N0}");
        Assert.True(last < (middle * MostGrowth) + Noise, $"{middle:N0} octets in the middle third, {last:N0} in the last, after {memory.Count} rounds");
        Thread.Sleep(Idle / 2);
        var before = Ticks(process);
        Thread.Sleep(Idle);
        Assert.InRange(Ticks(process) - before, 0, Idle.TotalSeconds * MostIdlePercent); // a hundred a second
        Leave(terminal);
        terminal.Press("C-c");
        terminal.WaitFor("EXIT=0");
    }

    /// <summary>A few keys, all but those that end the program; what opens a prompt is answered.</summary>
    private static void Press(TmuxTerminal terminal, Random random)
    {
        var keys = new List<string>();
        for (var i = 0; i < KeysPerSend; i++)
        {
            var action = KeyTable.All[random.Next(KeyTable.All.Count)];
            if (action.Title == "quit") continue;
            keys.Add(Tmux(action.Keys[random.Next(action.Keys.Count)]));
            if (action.Choices.Count > 0 && random.Next(8) > 0) keys.Add(Tmux(Choice(action, random)));
        }

        terminal.Press([.. keys]);
        Thread.Sleep(BetweenSends); // a question is typed where a prompt is open
        if (!terminal.Screen().Contains("Enter take", StringComparison.Ordinal) && !terminal.Screen().Contains("Enter do", StringComparison.Ordinal)) return;
        terminal.Type(Questions[random.Next(Questions.Length)]);
        terminal.Press("Enter");
        Thread.Sleep(BetweenSends);
        if (terminal.Screen().Contains("Enter take", StringComparison.Ordinal)) terminal.Press("Escape");
    }

    /// <summary>A tab of its own, and all others closed with their trails, which are kept as long as they are open.</summary>
    private static void BeginAnew(TmuxTerminal terminal)
    {
        Leave(terminal);
        terminal.Press(["C-t", .. Enumerable.Repeat(new[] { "{", "C-w" }, MostTabs).SelectMany(keys => keys)]);
    }

    /// <summary>Whatever lies on top. One key after the other: what comes at once behind an escape belongs to it.</summary>
    private static void Leave(TmuxTerminal terminal)
    {
        for (var presses = 0; presses < 3; presses++)
        {
            terminal.Press("Escape");
            Thread.Sleep(BetweenSends);
        }
    }

    /// <summary>Without q, which quits where there is no choice.</summary>
    private static string Choice(KeyAction action, Random random)
    {
        var choices = action.Choices.SelectMany(choice => choice.Keys).Where(key => key != "q").ToList();
        return choices[random.Next(choices.Count)];
    }

    private static string Tmux(string key) => TmuxNames.GetValueOrDefault(key) ?? key.Replace("Ctrl+", "C-", StringComparison.Ordinal);

    private static double Mean(List<long> memory, int third) => memory.Skip(memory.Count * third / 3).Take(memory.Count / 3).Average();

    private static TimeSpan Length => TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("PDNS_SOAK_MINUTES") ?? "3", CultureInfo.InvariantCulture));

    /// <summary>Resident octets.</summary>
    private static long Memory(int process) => 1_024 * long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Time on a processor, in hundredths of a second.</summary>
    private static long Ticks(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
