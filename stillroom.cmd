@echo off
rem Starts Stillroom from a checkout: builds it when there is no build, then opens the window, or runs
rem the command line if there are arguments. (On Windows a changed source is not noticed: run
rem "mvn package" after a change.)
setlocal
set "ROOT=%~dp0"
set "BUILT=%ROOT%app\target\stillroom"
set "JAVA="
for %%D in ("%JAVA_HOME%" "%ProgramFiles%\Eclipse Adoptium\jdk-25*" "%ProgramFiles%\Java\jdk-25*") do (
    for /d %%J in (%%D) do if not defined JAVA (
        findstr /b /c:"JAVA_VERSION=\"25" "%%~J\release" >nul 2>&1 && set "JAVA=%%~J\bin\java.exe"
    )
)
if not defined JAVA (
    echo stillroom: needs a JDK 25 and found none. Install Temurin 25 from adoptium.net or point JAVA_HOME at it. 1>&2
    exit /b 1
)
if not exist "%BUILT%\built" (
    where mvn >nul 2>&1 || (
        echo stillroom: needs Maven 3.8 or newer to build. Install it from maven.apache.org. 1>&2
        exit /b 1
    )
    echo stillroom: building, which takes some minutes the first time 1>&2
    pushd "%ROOT%"
    call mvn -B -ntp -q -Dmaven.test.skip=true package 1>&2 <nul || (
        popd
        echo stillroom: the build failed; the lines above say why. 1>&2
        exit /b 1
    )
    popd
    type nul > "%BUILT%\built"
)
"%JAVA%" "@%BUILT%\java.args" "-Dstillroom.packs=%ROOT%ai-engine\target\packs" ^
    "-DPYTORCH_LIBRARY_PATH=%ROOT%ai-engine\target\native" ^
    "-Dorg.sqlite.lib.path=%ROOT%local-index\target\native" ^
    --module-path "%BUILT%\modules" --add-modules javafx.controls ^
    -cp "%BUILT%\lib\*" stillroom.app.Main %*
exit /b %ERRORLEVEL%
