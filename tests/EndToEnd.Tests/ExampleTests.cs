using System.Globalization;
using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Every example that a help page or a topic shows can be copied into a shell, and does what it says.</summary>
/// <remarks>
/// Each runs in a folder of its own, in which the archives and files lie that it names; absolute paths are taken for relative ones. The names asked for
/// need not be in the archive: nothing found is no fault. Where a program behind a pipe is not installed, something else reads. Those of <c>tap</c> and <c>tui</c> need a machine or a terminal: CommandLineTests reads them.
/// </remarks>
public sealed partial class ExampleTests(ExampleFolder template) : IClassFixture<ExampleFolder>
{
    public static TheoryData<string> Examples => [.. Pages().SelectMany(OfPage).Concat(Topics().SelectMany(OfTopic)).Where(IsRunHere).Distinct()];

    [Theory, MemberData(nameof(Examples))]
    public void An_example_runs(string example)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the examples are for a Unix shell");
        using var folder = new TempFolder();
        template.CopyTo(folder.Path, example);

        var (codes, errors) = ExampleFolder.Run(folder.Path, WithReaders(AbsolutePath().Replace(example, "")));

        Assert.NotEmpty(codes);
        Assert.True(codes.All(code => code == 0), $"exit codes {string.Join(", ", codes)}: {errors}");
        Assert.DoesNotMatch(new Regex("^(pdns|/bin/sh|sh)\\b.*: ", RegexOptions.Multiline), errors);
    }

    [Fact]
    public void Every_command_shows_an_example() => Assert.All(Pages().Where(page => page.Length > 0), page => Assert.NotEmpty(OfPage(page)));

    /// <summary>All commands and subcommands, as help pages list them; the empty one is <c>pdns</c> itself.</summary>
    private static IEnumerable<string> Pages()
    {
        var commands = Listed("Commands", InProcess.Do("--help")).ToList();
        return commands.Concat(commands.SelectMany(command => Listed("Commands", InProcess.Do(command, "--help")).Select(one => $"{command} {one}"))).Prepend("");
    }

    private static IEnumerable<string> Topics() => Listed("Topics", InProcess.Do("help"));

    private static IEnumerable<string> Listed(string title, string page) =>
        Section(title, page).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Trim().Split(' ')[0]);

    private static IEnumerable<string> OfPage(string page) =>
        Section("Examples", InProcess.Do([.. page.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]))
            .Where(line => !line.StartsWith("   ", StringComparison.Ordinal)).Select(line => line.Trim());

    /// <summary>Lines that stand as they are and begin with the program; what is behind three blanks explains them.</summary>
    private static IEnumerable<string> OfTopic(string topic) =>
        InProcess.Do("help", topic).Split('\n').Where(line => line.StartsWith("    pdns ", StringComparison.Ordinal)).Select(line => line[4..].Split("   ")[0].Trim());

    private static IEnumerable<string> Section(string title, string page) =>
        page.Split('\n').SkipWhile(line => line != $"{title}:").Skip(1).TakeWhile(line => line.Length > 0);

    private static string WithReaders(string example) =>
        ProgramBehindPipe().Replace(example, program => ExternalProgram.Find(program.Groups["name"].Value) is null ? "cat > unread" : program.Value);

    private static bool IsRunHere(string example) => !NeedsMachine().IsMatch(example);

    [GeneratedRegex(@"\bpdns (tap|tui)\b")]
    private static partial Regex NeedsMachine();

    [GeneratedRegex(@"(?<=\| )(?!pdns)(?<name>\w+)[^|]*")]
    private static partial Regex ProgramBehindPipe();

    [GeneratedRegex(@"(?<= )/(?=\w)")]
    private static partial Regex AbsolutePath();
}

/// <summary>What examples name: archives, captures, lists.</summary>
public sealed partial class ExampleFolder : IDisposable
{
    private const string Archive = "archive.pdns";

    private readonly TempFolder _folder = new();

    public ExampleFolder()
    {
        foreach (var folder in new[] { "tap", "evidence", "captures", "mnt/vault", ".zfunc", ".config/fish/completions" })
            Directory.CreateDirectory(_folder.At(folder));
        foreach (var capture in Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures")))
        {
            File.Copy(capture, _folder.At($"evidence/{Path.GetFileName(capture)}"));
            File.Copy(capture, _folder.At($"captures/{Path.GetFileName(capture)}"));
        }

        File.Copy(Path.Combine(TestFolders.TestData, "damaged", "responses-only.pcap"), _folder.At("tap/monday.pcap"));
        File.Copy(Path.Combine(TestFolders.TestData, "hints.zone"), _folder.At("root.zone"));
        _folder.Write("indicators.txt", "www.example.com\nhxxp://203[.]0[.]113[.]66/login\n"u8);
        _folder.Write("batch.txt", "rrset/name/www.example.com/A\n$OPTIONS -l 3\nrdata/ip/203.0.113.66\n"u8);
        if (OperatingSystem.IsWindows()) return;
        var (codes, errors) = Run(_folder.Path, "pdns ingest -q evidence tap --hints root.zone");
        if (codes is not [0]) throw new InvalidOperationException(errors);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies all of it, and the archive under each name by which the example calls one that is there.</summary>
    public void CopyTo(string folder, string example)
    {
        Copy(_folder.Path, folder);
        var made = example.StartsWith("pdns merge ", StringComparison.Ordinal) ? MadeArchive().Match(example).Value : "";
        foreach (var name in ArchiveName().Matches(example).Select(match => match.Value).Where(name => name != Archive && name != made).Distinct())
            Copy(_folder.At(Archive), Path.Combine(folder, name));
    }

    /// <summary>Runs a line of shell in a folder, where <c>pdns</c> is the built program, and another machine is reached by ssh.</summary>
    /// <returns>The exit code of each time that pdns ran, in the order of their ends, and what went to standard error.</returns>
    public static (int[] Codes, string Errors) Run(string folder, string line)
    {
        using var notes = new TempFolder();
        var codes = notes.At("exit-codes");
        var script = $"cd '{folder}'; ssh() {{ cat tap/monday.pcap; }}; pdns() {{ {Pdns.InShell} \"$@\"; echo $? >> '{codes}'; }}; {line}";
        var result = ExternalProgram.Run("/bin/sh", ["-c", script], "", ("HOME", folder), ("PDNS_ARCHIVE", ""));
        var ends = File.Exists(codes) ? File.ReadAllLines(codes) : [];
        return ([.. ends.Select(code => int.Parse(code, CultureInfo.InvariantCulture))], result.Errors);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    [GeneratedRegex(@"[\w-]+\.pdns\b")]
    private static partial Regex ArchiveName();

    [GeneratedRegex(@"(?<=-a )\S+")]
    private static partial Regex MadeArchive();
}
