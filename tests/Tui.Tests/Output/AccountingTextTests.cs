using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class AccountingTextTests
{
    [Fact]
    public void The_sum_adds_up_before_the_readers_eyes()
    {
        var accounting = new Accounting { FramesRead = 12_034 };
        accounting.Add(FrameOutcome.Response, 5_120);
        accounting.Add(FrameOutcome.Query, 5_200);
        accounting.Add(FrameOutcome.NotDns, 1_214);
        accounting.Add(FrameOutcome.Fragment, 500);

        Assert.True(accounting.IsBalanced);
        Assert.Equal(
            ["12,034 frames = 5,120 responses + 5,200 queries + 500 fragments +", "    1,214 not DNS"],
            AccountingText.Frames(accounting, 76));
        Assert.Equal("12,034 frames = 5,120 responses + 5,200 queries + 500 fragments + 1,214 not DNS", Assert.Single(AccountingText.Frames(accounting, 90)));
    }

    [Fact]
    public void A_source_without_frames_says_so() => Assert.Equal("0 frames", Assert.Single(AccountingText.Frames(new Accounting(), 80)));

    [Fact]
    public void Without_messages_and_facts_there_is_nothing_to_say()
    {
        Assert.Empty(AccountingText.Messages(new Accounting(), 80));
        Assert.Empty(AccountingText.Facts(new Accounting(), 80));
    }

    [Fact]
    public void Every_outcome_has_a_text_of_its_own()
    {
        Assert.Distinct(Enum.GetValues<FrameOutcome>().Select(AccountingText.Text));
        Assert.Distinct(Enum.GetValues<MessageOutcome>().Select(AccountingText.Text));
        Assert.Distinct(Enum.GetValues<AnalysisFact>().Select(AccountingText.Text));
    }

    [Fact]
    public void Many_terms_are_folded()
    {
        var accounting = new Accounting();
        foreach (var outcome in Enum.GetValues<FrameOutcome>())
        {
            accounting.Add(outcome, 1_000);
            accounting.FramesRead += 1_000;
        }

        var lines = AccountingText.Frames(accounting, 76).ToList();

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 76));
        Assert.Equal(Enum.GetValues<FrameOutcome>().Length, string.Concat(lines).Split(" + ").SelectMany(part => part.Split(" +")).Count(part => part.Contains("1,000", StringComparison.Ordinal)));
    }
}
