using PassiveDns.Tests.Support;
using PassiveDns.Tui.Manual;
using PassiveDns.Tui.Tests.Commands;
using Xunit;

namespace PassiveDns.Tui.Tests.Manual;

public sealed class MarkdownPagesTests
{
    [Fact]
    public void What_is_in_docs_is_what_the_program_says()
    {
        foreach (var (name, text) in MarkdownPages.All(CommandRun.Root()))
        {
            var path = Path.Combine(TestFolders.Root, "docs", name);
            var isCurrent = File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text;
            Assert.True(isCurrent, $"docs/{name} is not what the commands say now: ./build.ps1 docs, or dotnet run --project Tui -- man --markdown docs");
        }
    }
}
