using PassiveDns.Tests.Support;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Manual;
using PassiveDns.Tui.Tests.Commands;
using Xunit;

namespace PassiveDns.Tui.Tests.Manual;

public sealed class ManPageTests
{
    private static readonly string[] Sections = ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"];

    [Fact]
    public void Every_page_has_its_sections_and_every_option()
    {
        foreach (var command in ManPage.All(CommandRun.Root()))
        {
            var page = ManPage.Text(command);
            Assert.All(Sections, section => Assert.Contains($".SH \"{section}\"\n", page, StringComparison.Ordinal));
            Assert.All(
                command.Options.Where(option => !option.Hidden),
                option => Assert.Contains(option.Name.Replace("-", "\\-", StringComparison.Ordinal), page, StringComparison.Ordinal));
            if (command is DocumentedCommand { Examples.Count: > 0 }) Assert.Contains(".SH \"EXAMPLES\"\n", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_command_is_found_by_its_words()
    {
        Assert.StartsWith(".TH \"PDNS\\-SOURCES\\-REMOVE\" 1", CommandRun.Output("man", "sources", "remove"), StringComparison.Ordinal);
        Assert.StartsWith(".TH \"PDNS\" 1", CommandRun.Output("man"), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, CommandRun.Run("man", "weather").Code);
    }

    public static TheoryData<string, string[]> Programs => new()
    {
        { "mandoc", ["-Tlint"] },
        { "groff", ["-man", "-ww", "-z"] },
    };

    [Theory, MemberData(nameof(Programs))]
    public void All_pages_are_flawless(string name, string[] arguments)
    {
        var program = ExternalProgram.Find(name);
        Assert.SkipWhen(program is null, $"{name} is not installed");
        var folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;
        try
        {
            CommandRun.Output("man", "-o", folder);
            var pages = Directory.GetFiles(folder);
            Assert.Equal(ManPage.All(CommandRun.Root()).Count(), pages.Length);

            var (_, output, errors) = ExternalProgram.Run(program, [.. arguments, .. pages], "");
            var faults = (output + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsOurs).ToList();
            Assert.True(faults.Count == 0, string.Join('\n', faults));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A page without a date is meant: the same program makes the same page. Which other pages are installed is not ours to say.</summary>
    private static bool IsOurs(string fault) =>
        !fault.Contains("missing date", StringComparison.Ordinal) && !fault.Contains("referenced manual not found", StringComparison.Ordinal);

    /// <summary>Whatever stands in a description stays text.</summary>
    [Theory]
    [InlineData("a request", ".so /etc/passwd", "\\&.so /etc/passwd\n")]
    [InlineData("the other control character", "'br", "\\(aqbr\n")]
    [InlineData("an escape", @"\fB \*(xx", @"\efB \e*(xx" + "\n")]
    [InlineData("what is copied", "--type -l `x` ~/y ^z", "\\-\\-type \\-l \\(gax\\(ga \\(ti/y \\(haz\n")]
    [InlineData("a line of its own", "x\n.so y", "x .so y\n")]
    [InlineData("other scripts", "bücher", "b\\[u00FC]cher\n")]
    public void Text_is_never_taken_for_a_request(string why, string text, string expected)
    {
        var page = new Roff();

        page.Text(text);

        Assert.Equal((why, expected), (why, page.ToString()));
    }

    [Fact]
    public void No_folded_line_begins_with_a_request()
    {
        var page = new Roff();

        page.Text(string.Join(' ', Enumerable.Repeat(".so", 100)));

        Assert.All(page.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("\\&.so", line, StringComparison.Ordinal));
    }
}
