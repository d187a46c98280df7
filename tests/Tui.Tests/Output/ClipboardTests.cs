using System.Text;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public sealed class ClipboardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Multiplexer.None, "\e]52;c;ZXZpbFsuXWV4YW1wbGU=\a", "the bare sequence")]
    [InlineData(Multiplexer.Tmux, "\e]52;c;ZXZpbFsuXWV4YW1wbGU=\a", "tmux takes it as it is")]
    [InlineData(Multiplexer.Screen, "\eP\e]52;c;ZXZpbFsuXWV4YW1wbGU=\a\e\\", "screen hands on what is wrapped")]
    public void The_terminal_gets_base64(Multiplexer multiplexer, string expected, string why)
    {
        var copy = Clipboard.ForTerminal("evil[.]example", "evil.example.", multiplexer);

        Assert.True(expected == Encoding.ASCII.GetString(copy.Octets.Span), why);
        Assert.Equal("evil.example. copied, if the terminal allows it", copy.Sentence);
    }

    [Fact]
    public void Nothing_of_the_text_reaches_the_terminal_raw_and_all_of_it_comes_back()
    {
        var text = "a\e]52;c;?\a\n\u05d0\ud83d\udc7e" + new string('x', 3_000);
        foreach (var multiplexer in Enum.GetValues<Multiplexer>())
        {
            var sequence = Encoding.ASCII.GetString(Clipboard.ForTerminal(text, "x", multiplexer).Octets.Span);
            if (multiplexer == Multiplexer.Screen)
            {
                Assert.All(sequence.Split("\e\\", StringSplitOptions.RemoveEmptyEntries), piece => Assert.InRange(piece.Length, 3, 514));
                sequence = sequence.Replace("\eP", "", StringComparison.Ordinal).Replace("\e\\", "", StringComparison.Ordinal);
            }

            Assert.Equal(text, Encoding.UTF8.GetString(Convert.FromBase64String(sequence["\e]52;c;".Length..^1])));
        }
    }

    [Fact]
    public void What_is_too_long_is_refused_and_told()
    {
        Assert.NotEqual(0, Clipboard.ForTerminal(new string('x', 56_244), "x", Multiplexer.None).Octets.Length);
        var copy = Clipboard.ForTerminal(new string('x', 56_246), "all rows", Multiplexer.None);

        Assert.Equal(0, copy.Octets.Length);
        Assert.StartsWith("all rows not copied: 56", copy.Sentence, StringComparison.Ordinal);
        Assert.Equal("there is nothing to copy", Clipboard.ForTerminal("", "x", Multiplexer.None).Sentence);
    }

    public static TheoryData<string, string, string> Texts => new()
    {
        // why               text                                       defanged
        { "a name",          "evil.example.",                          "evil[.]example." },
        { "two cells",       "evil.example.\t192.0.2.1",               "evil[.]example.\t192.0.2[.]1" },
        { "two lines",       "a.example.\nb.example.",                 "a[.]example.\nb[.]example." },
        { "defanged before", "a[.]example.",                           "a[.]example." },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Each_cell_of_each_line_is_defanged(string why, string text, string expected) => Assert.True(expected == Clipboard.Defanged(text), why);

    [Theory]
    [InlineData("TMUX", Multiplexer.Tmux)]
    [InlineData("STY", Multiplexer.Screen)]
    [InlineData("SSH_TTY", Multiplexer.None)]
    public void The_environment_tells_the_multiplexer(string variable, Multiplexer expected) =>
        Assert.Equal(expected, Clipboard.MultiplexerOf(name => name == variable ? "1" : null));

    [Fact]
    public void A_program_of_the_system_gets_the_text_on_its_standard_input()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the program is a script");
        var copied = Path.Combine(_folder, "copied");
        Program("xclip", $"#!/bin/sh\necho noise\n[ \"$*\" = '-selection clipboard' ] && /bin/cat > {copied}");

        Assert.Equal("it copied by xclip", Clipboard.ToSystem("a; $(reboot)\n\u05d0", "it", Environment));
        Assert.Equal("a; $(reboot)\n\u05d0", File.ReadAllText(copied));

        Program("xclip", "#!/bin/sh\nexit 3");
        Assert.Equal("it not copied: xclip ended with code 3", Clipboard.ToSystem("a", "it", Environment));
        Program("xclip", "no program");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_folder, "xclip"), UnixFileMode.UserRead);
        Assert.Equal("it not copied: xclip could not be started", Clipboard.ToSystem("a", "it", Environment));
    }

    [Fact]
    public void Without_a_program_that_is_told() => Assert.EndsWith(
        "that could be used here; the setting \"clipboard\": \"terminal\" needs none", Clipboard.ToSystem("a", "it", _ => null), StringComparison.Ordinal);

    private string? Environment(string name) => name switch { "DISPLAY" => ":0", "PATH" => "relative:" + _folder, _ => null };

    private void Program(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
