using LurkBot.Cli.Commands;
using LurkBot.Cli.Composition;

OwnEnvironment.Protect();
return await RootCommandFactory.Create().InvokeAsync(args);
