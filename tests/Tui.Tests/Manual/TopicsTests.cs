using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Manual;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Commands;
using Xunit;

namespace PassiveDns.Tui.Tests.Manual;

public sealed class TopicsTests
{
    public static TheoryData<string> Names => [.. Topics.All.Select(topic => topic.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_topic_is_a_title_and_blocks_that_fit_80_columns(string name)
    {
        var lines = CommandRun.Output("help", name).Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= 80 && line == line.TrimEnd() && !line.Contains('\t', StringComparison.Ordinal), line));
        Assert.NotEqual("", lines[0]);
        Assert.Equal("", lines[1]);
        Assert.All(TextBlock.Of(lines[2..]), block => Assert.All(block.Lines, line => Assert.True(block.IsVerbatim || line[0] != ' ', line)));
    }

    [Fact]
    public void No_word_means_two_topics() =>
        Assert.All(Topics.All.SelectMany(topic => topic.OtherWords.Append(topic.Name)).GroupBy(word => word), words => Assert.Single(words));

    [Fact]
    public void What_topics_say_they_are_about_is_there()
    {
        var known = ManPage.All(CommandRun.Root()).SelectMany(command => command.Options.SelectMany(option => new[] { option.Name, option.HelpName })
            .Concat(command.Arguments.Select(argument => argument.HelpName)).Append(HelpPage.NameOf(command))).ToHashSet();

        Assert.All(Topics.All.SelectMany(topic => topic.About), word => Assert.Contains(word, known));
    }

    [Fact]
    public void All_times_of_the_topic_are_read() =>
        Assert.All(FirstColumn("times"), text => Assert.True(TimeArgument.TryParse(text, DateTimeOffset.UnixEpoch.AddYears(50), out _), text));

    [Fact]
    public void All_questions_of_the_topic_are_understood() =>
        Assert.All(FirstColumn("questions"), text => Assert.True(LookupArgument.TryParse(text, inRData: false, out _, out _), text));

    [Fact]
    public void All_words_of_the_language_are_in_its_topic_and_understood()
    {
        var words = FirstColumn("query").ToList();
        var context = new QuestionContext { Sources = () => [TestSource.Of("day1.pcap")], Now = DateTimeOffset.UnixEpoch.AddYears(50), BareName = BareName.Owner };

        Assert.All(words, word => Assert.True(QuestionParser.Parse(word, context, out var fault) is not null, $"{word}: {fault}"));
        Assert.All(QuestionKeywords.All.Take(QuestionKeywords.UsualCount), keyword => Assert.Contains(words, word => word.StartsWith(keyword, StringComparison.Ordinal)));
    }

    [Fact]
    public void All_types_of_the_topic_are_read() =>
        Assert.All(FirstColumn("types"), text => Assert.True(LookupArgument.TryParseTypes(text, out _, out var error), error));

    [Fact]
    public void The_topic_has_every_exit_code() =>
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => $"{(int)code}"), FirstColumn("exit-codes"));

    [Fact]
    public void The_topics_have_every_format_status_vantage_and_negative_answer()
    {
        Assert.Equal(Kebab<OutputFormat>(), FirstColumn("formats"));
        Assert.Equal(Kebab<SightingStatus>().Order(), FirstColumn("statuses").Order());
        Assert.All(new[] { Vantage.Authoritative, Vantage.Recursive }, vantage => Assert.Contains($"    {StatusText.Of(vantage)}  ", CommandRun.Output("help", "statuses"), StringComparison.Ordinal));
        Assert.Equal(Enum.GetValues<NegativeKind>().Select(kind => NegativeText.Of(kind)), FirstColumn("negative"));
    }

    [Theory]
    [InlineData("NXDOMAIN", "negative")]
    [InlineData("wildcards", "questions")]
    [InlineData("csv-excel", "formats")]
    public void A_topic_is_found_by_other_words(string word, string topic) => Assert.Equal(CommandRun.Output("help", topic), CommandRun.Output("help", word));

    [Fact]
    public void A_command_goes_before_a_word_of_a_topic() => Assert.Equal(CommandRun.Output("tap", "--help"), CommandRun.Output("help", "tap"));

    [Fact]
    public void What_is_neither_topic_nor_command_is_told() =>
        Assert.Equal((ExitCode.Usage, "", "pdns help: there is no topic or command 'weather'; pdns help lists them\n"), CommandRun.Run("help", "weather"));

    /// <summary>What stands before two blanks in the first block that stands as it is.</summary>
    private static IEnumerable<string> FirstColumn(string topic) =>
        TextBlock.Of(Topics.Find(topic)!.Body).First(block => block.IsVerbatim).Lines.Select(line => line.Split("  ")[0]);

    private static IEnumerable<string> Kebab<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName);
}
